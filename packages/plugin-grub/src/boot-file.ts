import type { BootFile, BootFileRequest } from '@muster/core';
import { choose, type Offer } from './choose.ts';
import { platformOf } from './platform.ts';

/** Folder of everything GRUB reads. Debian's builds have `/grub` built in as the prefix they look for grub.cfg in. */
export const FOLDER = '/grub';

/**
 * The first file of the machine's boot chain. Every node is told the same name, for dhcpd, Kea and dnsmasq cannot tell each
 * another one: which file that is, is decided when it is fetched. shim then asks for its GRUB beside itself, by the BOOTP
 * `file` field or, over HTTP Boot, by its own URL.
 */
export function bootFileFor(request: BootFileRequest, offer: Offer): BootFile | undefined {
  const { clientClass, baseUrl, snapshot, assignment } = request;
  const platform = platformOf(clientClass);
  const choice = platform && choose(offer, platform, snapshot, assignment);
  if (choice === undefined) return undefined;
  const path = `${FOLDER}/${choice.chain.first}`;
  // iPXE is told a path as well: it has to look like PXE firmware to what it starts.
  const overHttp = clientClass.transport === 'http' && clientClass.userClass === 'none';
  return { file: overHttp ? `${baseUrl}${path}` : path.slice(1), reason: choice.reason };
}
