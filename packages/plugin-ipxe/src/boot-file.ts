import { type BootFile, type BootFileRequest, type EfiPrograms, startsSignedOnly } from '@muster/core';
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

/**
 * A machine that runs iPXE gets the URL of its script, any other firmware an iPXE binary: the user class breaks the loop
 * that would otherwise load iPXE from iPXE for ever. Undefined when there is no binary for this class, and for firmware that
 * starts signed programs only.
 */
export function bootFileFor(request: BootFileRequest, binaries: readonly Binary[]): BootFile | undefined {
  const { clientClass, baseUrl } = request;
  if (clientClass.userClass === 'ipxe') {
    return { file: `${baseUrl}/ipxe/${IDENTITY}`, options: new Map([[OPTIONS.ipxe.code, NO_PROXY_DHCP]]) };
  }
  if (startsSignedOnly(request)) return undefined;
  const binary = binaries.find((candidate) => candidate.clientClass.id === clientClass.id);
  if (binary === undefined) return undefined;
  return { file: at(request, binary.path), ...(binary.signed === undefined ? {} : { signed: binary.signed }) };
}

/** The same for firmware that starts signed programs only. */
export async function signedBootFileFor(
  request: BootFileRequest,
  chains: readonly SignedChain[],
  programs: Pick<EfiPrograms, 'isSigned'>,
): Promise<BootFile | undefined> {
  const chain = startsSignedOnly(request) && chains.find(({ arch }) => arch === request.clientClass.arch);
  if (!chain) return undefined;
  const signed = await Promise.all(chain.files.map(({ file }) => programs.isSigned(file)));
  return signed.every(Boolean) ? { file: at(request, chain.first), signed: true } : undefined;
}

function at({ clientClass, baseUrl }: BootFileRequest, path: string): string {
  return clientClass.transport === 'http' ? `${baseUrl}${path}` : path.slice(1);
}
