import { type BootFile, bootRequest, type Lifecycle, type Snapshot } from '@muster/core';
import { CLIENT_CLASSES, type ClientClass, FILE_MAX } from '@muster/wire';
import { octets, quoted, tag } from '../syntax.ts';
import { classTag } from './classes.ts';
import type { Part } from './types.ts';

/** Tag of nodes whose loader is not the site's default. */
export const OTHER_LOADER = 'other-loader';
export const loaderTag = (loader: string): string => tag('loader', loader);
export const networkTag = (network: string): string => tag('net', network);

/**
 * What each client class is told to fetch, by loader and network. The same render call answers a packet when Muster is the
 * DHCP server itself.
 */
export async function bootLines(
  lifecycle: Lifecycle,
  snapshot: Snapshot,
  loaders: readonly string[],
  network: string,
): Promise<Part> {
  const { nextServer } = lifecycle.endpoints({ network });
  const lines: string[] = [];
  for (const loader of loaders) {
    const whose = loader === lifecycle.loaderFor(undefined) ? `tag:!${OTHER_LOADER}` : `tag:${loaderTag(loader)}`;
    for (const clientClass of CLIENT_CLASSES) {
      const bootFile = await bootFileOf(lifecycle, snapshot, { loader, network, clientClass });
      const tags = `tag:${networkTag(network)},tag:${classTag(clientClass)},${whose}`;
      if (bootFile !== undefined) lines.push(...answer(tags, clientClass, bootFile, nextServer));
    }
  }
  return { about: `network "${network}"`, lines };
}

async function bootFileOf(
  lifecycle: Lifecycle,
  snapshot: Snapshot,
  { loader, network, clientClass }: { loader: string; network: string; clientClass: ClientClass },
): Promise<BootFile | undefined> {
  const request = bootRequest({ door: 'dnsmasq-conf', clientClass, network, time: snapshot.time });
  const endpoints = lifecycle.endpoints({ network });
  return lifecycle.render('boot-file', { request, snapshot, clientClass, loader, ...endpoints });
}

function answer(
  tags: string,
  { vendorClass, userClass }: ClientClass,
  bootFile: BootFile,
  nextServer: string,
): string[] {
  const file = quoted(bootFile.file);
  // dnsmasq would cut a longer name off.
  const inField = Buffer.byteLength(bootFile.file) <= FILE_MAX ? file : '';
  return [
    `dhcp-boot=${tags},${inField},,${nextServer}`,
    `dhcp-option=${tags},66,${quoted(nextServer)}`,
    `dhcp-option=${tags},67,${file}`,
    // UEFI HTTP Boot ignores an offer without it, and does not ask for it.
    ...(vendorClass === 'HTTPClient' && userClass === 'none' ? [`dhcp-option-force=${tags},60,HTTPClient`] : []),
    ...[...(bootFile.options ?? [])].map(([code, bytes]) => `dhcp-option=${tags},${code},${octets(bytes)}`),
  ];
}
