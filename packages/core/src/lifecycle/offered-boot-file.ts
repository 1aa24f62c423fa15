import type { BootFile, BootFileRequest } from './types.ts';

/** Folder of the node-facing server below which a path begins with the MAC of the machine that asks. */
export const IDENTIFIED = '/boot';

/** Whether a boot file is for firmware that starts signed programs only. iPXE that runs already, and a BIOS, start any. */
export function startsSignedOnly({ secureBoot, assignment, clientClass }: BootFileRequest): boolean {
  const isUefi = clientClass.firmware === 'uefi' && clientClass.userClass === 'none';
  return isUefi && (secureBoot ?? assignment?.node.hardware.secureBoot ?? false);
}

/**
 * What a machine may be told of a loader's boot file: nothing, where its firmware starts signed programs only and this is none.
 */
export function offeredBootFile(made: BootFile, request: BootFileRequest, inProcess: boolean): BootFile | undefined {
  const { clientClass } = request;
  const isFirmware = clientClass.userClass === 'none';
  if (startsSignedOnly(request) && made.signed !== true) return undefined;
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
