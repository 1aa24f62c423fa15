import type { BootFile, BootFileRequest, Services } from '@muster/core';
import type { BootChain } from './chain.ts';
import { choose, type Offer } from './choose.ts';
import { type Platform, platformOf } from './platform.ts';

/** What is started only when something else was refused. */
const MOK_MANAGER = /^(?:mm|MokManager)/;

/** Folder of everything GRUB reads. Debian's builds have `/grub` built in as the prefix they look for grub.cfg in. */
export const FOLDER = '/grub';

/**
 * The first file of the machine's boot chain. Every node is told the same name, for dhcpd, Kea and dnsmasq cannot tell each
 * another one: which file that is, is decided when it is fetched. shim then asks for its GRUB beside itself, by the BOOTP
 * `file` field or, over HTTP Boot, by its own URL.
 */
export async function bootFileFor(
  request: BootFileRequest,
  offer: Offer,
  services: Pick<Services, 'programs' | 'blobs'>,
): Promise<BootFile | undefined> {
  const { clientClass, baseUrl, snapshot, assignment } = request;
  const platform = platformOf(clientClass);
  const among = request.secureBoot === true ? { ...offer, makes: new Set<Platform>() } : offer;
  const choice = platform && choose(among, platform, snapshot, assignment);
  if (choice === undefined) return undefined;
  const path = `${FOLDER}/${choice.chain.first}`;
  // iPXE is told a path as well: it has to look like PXE firmware to what it starts.
  const overHttp = clientClass.transport === 'http' && clientClass.userClass === 'none';
  const signed = clientClass.firmware === 'bios' ? {} : { signed: await isSigned(choice.chain, services) };
  return { file: overHttp ? `${baseUrl}${path}` : path.slice(1), reason: choice.reason, ...signed };
}

/** Whether every file of the chain that firmware, then shim, has to start is, as the files say themselves. */
async function isSigned(
  { files }: BootChain,
  { programs, blobs }: Pick<Services, 'programs' | 'blobs'>,
): Promise<boolean> {
  const all = await Promise.all(
    [...files].map(async ([name, source]) => {
      if (MOK_MANAGER.test(name)) return true;
      if ('made' in source) return false;
      const file = 'file' in source ? source.file : (await blobs.path(source.digest))?.file;
      return file !== undefined && (await programs.isSigned(file));
    }),
  );
  return all.every(Boolean);
}
