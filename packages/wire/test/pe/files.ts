/** EFI programs of Debian packages the tests need: two signatures, one, and none. */
export const SHIM = '/usr/lib/shim/shimx64.efi.signed';
export const EFI_FILES = [
  SHIM,
  '/usr/lib/shim/mmx64.efi.signed',
  '/usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed',
  '/usr/lib/ipxe/snponly.efi',
] as const;
