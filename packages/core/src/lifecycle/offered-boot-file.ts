import type { BootFile, BootFileRequest } from './types.ts';

/** Folder of the node-facing server below which a path begins with the MAC of the machine that asks. */
export const IDENTIFIED = '/boot';

/**
 * What a machine may be told of a loader's boot file: nothing, where its firmware starts signed programs only and this is none.
 * iPXE that runs already is past that.
 */
export function offeredBootFile(made: BootFile, request: BootFileRequest, inProcess: boolean): BootFile | undefined {
  const { secureBoot, assignment, clientClass } = request;
  const secure = secureBoot ?? assignment?.node.hardware.secureBoot ?? false;
  const isFirmware = clientClass.userClass === 'none';
  if (secure && isFirmware && clientClass.firmware === 'uefi' && made.signed !== true) return undefined;
  return inProcess && isFirmware && clientClass.transport === 'http' ? identified(made, request) : made;
}

/**
 * Of UEFI HTTP Boot nothing tells the server what machine fetches a file, or the files that one looks for beside itself, but
 * its URL: the machine's MAC is a folder in it. DHCP servers of others, which are told before any machine asks, leave it out.
 */
function identified(made: BootFile, { baseUrl, request: { mac } }: BootFileRequest): BootFile {
  if (mac === undefined || !made.file.startsWith(`${baseUrl}/`)) return made;
  const rest = made.file.slice(baseUrl.length);
  return { ...made, file: `${baseUrl}${IDENTIFIED}/${mac.replaceAll(':', '-')}${rest}` };
}
