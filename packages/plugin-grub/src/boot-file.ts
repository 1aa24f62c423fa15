import type { BootFile, BootFileRequest } from '@muster/core';

/** Folder of everything GRUB reads. Debian's builds have `/grub` built in as the prefix they look for grub.cfg in. */
export const FOLDER = '/grub';
export const SHIM = `${FOLDER}/shimx64.efi`;

/**
 * shim for x86-64 UEFI firmware. shim then asks for grubx64.efi beside itself, by the BOOTP `file` field or, over HTTP
 * Boot, by its own URL.
 */
export function bootFileFor({ clientClass, baseUrl }: BootFileRequest): BootFile | undefined {
  if (clientClass.firmware !== 'uefi' || clientClass.arch !== 'x86_64' || clientClass.userClass !== 'none')
    return undefined;
  return { file: clientClass.transport === 'http' ? `${baseUrl}${SHIM}` : SHIM.slice(1) };
}
