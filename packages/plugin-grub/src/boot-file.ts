import type { BootFile, BootFileRequest, Services } from '@muster/core';
import { type Choice, choose, type Offer } from './choose.ts';
import { type Platform, platformOf } from './platform.ts';
import { isSigned } from './signed.ts';

/** Folder of everything GRUB reads. Debian's builds have `/grub` built in as the prefix they look for grub.cfg in. */
export const FOLDER = '/grub';

/**
 * The first file of the machine's boot chain. Every node is told the same name, for dhcpd, Kea and dnsmasq cannot tell each
 * another one: which file that is, is decided when it is fetched. shim then asks for its GRUB beside itself, by the BOOTP
 * `file` field or, over HTTP Boot, by its own URL. Undefined for a chain whose files have to be looked at first.
 */
export function bootFileAtHand(request: BootFileRequest, offer: Offer): BootFile | undefined {
  const choice = choiceFor(request, offer);
  const isBios = request.clientClass.firmware === 'bios';
  if (choice === undefined || (choice.chain.signed === undefined && !isBios)) return undefined;
  return told(request, choice, choice.chain.signed);
}

/** The same for the chain of an image, whose files are blobs. */
export async function bootFileOfImage(
  request: BootFileRequest,
  offer: Offer,
  services: Pick<Services, 'programs' | 'blobs'>,
): Promise<BootFile | undefined> {
  const choice = choiceFor(request, offer);
  return choice && told(request, choice, await isSigned(choice.chain, services));
}

function choiceFor(request: BootFileRequest, offer: Offer): Choice | undefined {
  const { clientClass, snapshot, assignment, secureBoot } = request;
  const platform = platformOf(clientClass);
  const among = secureBoot === true ? { ...offer, makes: new Set<Platform>() } : offer;
  return platform && choose(among, platform, snapshot, assignment);
}

function told({ clientClass, baseUrl }: BootFileRequest, { chain, reason }: Choice, signed?: boolean): BootFile {
  const path = `${FOLDER}/${chain.first}`;
  // iPXE is told a path as well: it has to look like PXE firmware to what it starts.
  const overHttp = clientClass.transport === 'http' && clientClass.userClass === 'none';
  const file = overHttp ? `${baseUrl}${path}` : path.slice(1);
  return { file, reason, ...(clientClass.firmware === 'bios' || signed === undefined ? {} : { signed }) };
}
