import { type BootFile, bootRequest, type Lifecycle, type Snapshot } from '@muster/core';
import { CLIENT_CLASSES } from '@muster/wire';

/** What each client class is told to fetch on a network by the site's usual loader: the answers a backend has to give. */
export async function bootFilesOf(
  lifecycle: Pick<Lifecycle, 'endpoints' | 'loaderFor' | 'render'>,
  snapshot: Snapshot,
  network: string,
): Promise<ReadonlyMap<string, BootFile>> {
  const loader = lifecycle.loaderFor(undefined);
  const files = new Map<string, BootFile>();
  if (loader === undefined) return files;
  const endpoints = lifecycle.endpoints({ network });
  for (const clientClass of CLIENT_CLASSES) {
    const request = bootRequest({ door: 'conformance', clientClass, network, time: snapshot.time });
    const file = await lifecycle.render('boot-file', { request, snapshot, clientClass, loader, ...endpoints });
    if (file !== undefined) files.set(clientClass.id, file);
  }
  return files;
}
