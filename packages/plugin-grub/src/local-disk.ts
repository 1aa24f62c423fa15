import { shown } from './words.ts';

/** Folders of the EFI system partition that installations have their own boot loader in; the fallback (UEFI 2.10 §3.5.1.1) last. */
const LOADERS = [
  ...['debian', 'ubuntu', 'redhat', 'rocky', 'almalinux', 'centos', 'fedora', 'ol'].map(
    (vendor) => `/EFI/${vendor}/shim$muster_arch.efi`,
  ),
  ...['opensuse', 'sles'].map((vendor) => `/EFI/${vendor}/shim.efi`),
  '/EFI/Microsoft/Boot/bootmgfw.efi',
  '/EFI/BOOT/BOOT$muster_arch.EFI',
];

/**
 * Hands the machine over to its own disk, and tells the server before: its report is a comment to GRUB. UEFI firmware whose
 * application ends well shows its own menu, where nobody is (UEFI 2.10 §3.1.7), so `exit` comes only when no boot loader is found.
 */
export function localDisk(node: string): string[] {
  return [
    `echo ${shown(`Muster: node ${node} starts from its own disk`)}`,
    'source "$muster_base/v1/report/$muster_id$muster_query&stage=disk"',
    'if [ "$grub_platform" = efi ]; then',
    '  set muster_arch=x64',
    '  if [ "$grub_cpu" = arm64 ]; then',
    '    set muster_arch=aa64',
    '  elif [ "$grub_cpu" = i386 ]; then',
    '    set muster_arch=ia32',
    '  fi',
    `  for muster_loader in ${LOADERS.join(' ')}; do`,
    '    set muster_disk=',
    '    search --no-floppy --file --set=muster_disk "$muster_loader"',
    '    if [ -n "$muster_disk" ]; then',
    '      if chainloader "($muster_disk)$muster_loader"; then',
    '        boot',
    '      fi',
    '    fi',
    '  done',
    'else',
    '  set root=hd0',
    '  if chainloader (hd0)+1; then',
    '    boot',
    '  fi',
    'fi',
    `echo ${shown(`Muster: node ${node} has no disk that starts`)}`,
    'exit 1',
  ];
}
