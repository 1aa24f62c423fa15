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
export function offeredBootFile(made: BootFile, request: BootFileRequest, identifies: boolean): BootFile | undefined {
  const { clientClass } = request;
  const isFirmware = clientClass.userClass === 'none';
  if (startsSignedOnly(request) && made.signed !== true) return undefined;
  return identifies && isFirmware && clientClass.transport === 'http' ? identified(made, request) : made;
}

/**
 * Of UEFI HTTP Boot nothing tells the server what machine fetches a file, or the files that one looks for beside itself, but
 * its URL: the machine's MAC is a folder in it. DHCP servers that can only send what they were told before leave it out.
 */
function identified(made: BootFile, { baseUrl, request: { mac } }: BootFileRequest): BootFile {
  const around = aroundIdentity(made, baseUrl);
  return mac === undefined || around === undefined ? made : { ...made, file: around.join(mac.replaceAll(':', '-')) };
}

/** What stands before and after the MAC (six octets in hex with dashes) in the URL of a file of ours that names its machine. */
export function aroundIdentity({ file }: BootFile, baseUrl: string): readonly [string, string] | undefined {
  return file.startsWith(`${baseUrl}/`) ? [`${baseUrl}${IDENTIFIED}/`, file.slice(baseUrl.length)] : undefined;
}
