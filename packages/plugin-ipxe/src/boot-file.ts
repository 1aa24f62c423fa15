import type { BootFile, BootFileRequest, EfiPrograms } from '@muster/core';
import { IpxeSuboption, OPTIONS } from '@muster/wire';
import type { Binary } from './binaries.ts';
import type { SignedChain } from './signed-chain.ts';

/**
 * iPXE expands its settings in the boot file name, so one URL serves every machine. `uristring` percent-encodes: asset
 * tags hold blanks.
 */
export const IDENTITY = '${mac:hexhyp}?uuid=${uuid}&assetkey=${asset:uristring}';

/** Stock iPXE waits 3 s for offers of a proxyDHCP server unless it is told that there is none. */
const NO_PROXY_DHCP = OPTIONS.ipxe.type.encode(new Map([[IpxeSuboption.noPxeDhcp, Uint8Array.of(1)]]));

/** Files there are to offer. */
export interface BootFiles {
  readonly binaries: readonly Binary[];
  readonly signed: readonly SignedChain[];
  readonly programs: Pick<EfiPrograms, 'isSigned'>;
}

/**
 * A machine that runs iPXE gets the URL of its script, any other firmware an iPXE binary: the user class breaks the loop
 * that would otherwise load iPXE from iPXE for ever. Undefined when there is no binary for this class, or no signed one where
 * the firmware starts no other.
 */
export async function bootFileFor(request: BootFileRequest, has: BootFiles): Promise<BootFile | undefined> {
  const { clientClass, baseUrl, assignment } = request;
  if (clientClass.userClass === 'ipxe') {
    return { file: `${baseUrl}/ipxe/${IDENTITY}`, options: new Map([[OPTIONS.ipxe.code, NO_PROXY_DHCP]]) };
  }
  const at = (path: string): string => (clientClass.transport === 'http' ? `${baseUrl}${path}` : path.slice(1));
  if (clientClass.firmware === 'uefi' && (request.secureBoot ?? assignment?.node.hardware.secureBoot) === true) {
    const chain = has.signed.find(({ arch }) => arch === clientClass.arch);
    return chain !== undefined && (await isSigned(chain, has.programs))
      ? { file: at(chain.first), signed: true }
      : undefined;
  }
  const binary = has.binaries.find((candidate) => candidate.clientClass.id === clientClass.id);
  if (binary === undefined) return undefined;
  if (clientClass.firmware === 'bios') return { file: at(binary.path) };
  return { file: at(binary.path), signed: await has.programs.isSigned(binary.file) };
}

async function isSigned({ files }: SignedChain, programs: Pick<EfiPrograms, 'isSigned'>): Promise<boolean> {
  const signed = await Promise.all(files.map(({ file }) => programs.isSigned(file)));
  return signed.every(Boolean);
}
