import { type BootFile, bootRequest, type Lifecycle, type LoaderChoice, type Snapshot } from '@muster/core';
import { CLIENT_CLASSES, type ClientClass, FILE_MAX } from '@muster/wire';
import { octets, quoted, tag } from '../syntax.ts';
import { classTag } from './classes.ts';
import type { Part } from './types.ts';

/** Tag of nodes that are not offered what the site's default is. */
export const OTHER_LOADER = 'other-loader';
export const loaderTag = ({ loader, secureBoot }: LoaderChoice): string =>
  tag('loader', secureBoot ? `${loader}-secure-boot` : loader);
export const networkTag = (network: string): string => tag('net', network);

/**
 * What each client class is told to fetch, by choice of loader and network. The same render call answers a packet when Muster is the
 * DHCP server itself.
 */
export async function bootLines(
  lifecycle: Lifecycle,
  snapshot: Snapshot,
  choices: readonly LoaderChoice[],
  network: string,
): Promise<Part> {
  const { nextServer } = lifecycle.endpoints({ network });
  const lines: string[] = [];
  for (const choice of choices) {
    const isUsual = !choice.secureBoot && choice.loader === lifecycle.loaderFor(undefined);
    const whose = isUsual ? `tag:!${OTHER_LOADER}` : `tag:${loaderTag(choice)}`;
    for (const clientClass of CLIENT_CLASSES) {
      const bootFile = await bootFileOf(lifecycle, snapshot, { choice, network, clientClass });
      const tags = `tag:${networkTag(network)},tag:${classTag(clientClass)},${whose}`;
      if (bootFile !== undefined) lines.push(...answer(tags, clientClass, bootFile, nextServer));
    }
  }
  return { about: `network "${network}"`, lines };
}

async function bootFileOf(
  lifecycle: Lifecycle,
  snapshot: Snapshot,
  { choice, network, clientClass }: { choice: LoaderChoice; network: string; clientClass: ClientClass },
): Promise<BootFile | undefined> {
  const request = bootRequest({ door: 'dnsmasq-conf', clientClass, network, time: snapshot.time });
  const endpoints = lifecycle.endpoints({ network });
  return lifecycle.render('boot-file', { request, snapshot, clientClass, ...choice, ...endpoints });
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
