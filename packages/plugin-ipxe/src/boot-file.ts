import type { BootFile, BootFileRequest } from '@muster/core';
import { IpxeSuboption, OPTIONS } from '@muster/wire';
import type { Binary } from './binaries.ts';

/**
 * iPXE expands its settings in the boot file name, so one URL serves every machine. `uristring` percent-encodes: asset
 * tags hold blanks.
 */
export const IDENTITY = '${mac:hexhyp}?uuid=${uuid}&assetkey=${asset:uristring}';

/** Stock iPXE waits 3 s for offers of a proxyDHCP server unless it is told that there is none. */
const NO_PROXY_DHCP = OPTIONS.ipxe.type.encode(new Map([[IpxeSuboption.noPxeDhcp, Uint8Array.of(1)]]));

/**
 * A machine that runs iPXE gets the URL of its script, any other firmware an iPXE binary: the user class breaks the loop
 * that would otherwise load iPXE from iPXE for ever. Undefined when there is no binary for this class.
 */
export function bootFileFor(request: BootFileRequest, binaries: readonly Binary[]): BootFile | undefined {
  const { clientClass, baseUrl } = request;
  if (clientClass.userClass === 'ipxe') {
    return { file: `${baseUrl}/ipxe/${IDENTITY}`, options: new Map([[OPTIONS.ipxe.code, NO_PROXY_DHCP]]) };
  }
  const binary = binaries.find((candidate) => candidate.clientClass.id === clientClass.id);
  if (binary === undefined) return undefined;
  return { file: clientClass.transport === 'http' ? `${baseUrl}${binary.path}` : binary.path.slice(1) };
}
