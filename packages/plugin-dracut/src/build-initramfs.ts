import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { dracutErrors } from './errors.ts';
import { shortcomings, takesZstd } from './kernel-facts.ts';

const MODULES = fileURLToPath(new URL('../dracut/', import.meta.url));

/** dracut modules that have no business in a first stage that only fetches over the network into memory. */
const OMITTED =
  'plymouth lvm dm crypt multipath mdraid dmraid btrfs nfs cifs iscsi nbd fcoe fcoe-uefi lunmask resume i18n terminfo';

/** Kernel modules of file systems; without this word dracut takes all there are. */
const FILESYSTEMS = 'squashfs overlay';
const DISK_FILESYSTEMS = 'ext4 xfs btrfs vfat';

/**
 * Puts Muster's dracut modules into an unpacked image and has the image's own dracut build an initramfs for `version`, with what
 * partitions and formats local disks where `disks` says so. Mounts live in a namespace of their own and vanish with it. Returns the file, in a folder the caller removes, and what
 * nodes will have to do without.
 */
export async function buildInitramfs(
  rootfs: string,
  version: string,
  { disks }: { readonly disks: boolean },
): Promise<{ file: string; warnings: readonly string[]; remove: () => Promise<void> }> {
  if (!existsSync(path.join(rootfs, 'usr/bin/dracut'))) throw dracutErrors.dracutMissing(rootfs);
  for (const module of ['90muster', '91muster-disk']) {
    const target = path.join(rootfs, 'usr/lib/dracut/modules.d', module);
    await rm(target, { recursive: true, force: true });
    await cp(path.join(MODULES, module), target, { recursive: true });
  }
  const folder = await mkdtemp(path.join(rootfs, 'var/tmp/muster-'));
  const inside = `/${path.relative(rootfs, folder)}`;
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const dracut = [
    'dracut',
    '--force',
    '--no-hostonly',
    '--no-hostonly-cmdline',
    takesZstd(rootfs, version) ? '--zstd' : '--gzip',
    '--filesystems',
    disks ? `${FILESYSTEMS} ${DISK_FILESYSTEMS}` : FILESYSTEMS,
    '--add',
    disks ? 'muster muster-disk' : 'muster',
    '--omit',
    OMITTED,
  ];
  const script = [
    'set -e',
    'mount -t proc proc "$1/proc"',
    'mount -t sysfs sysfs "$1/sys"',
    'mount --rbind /dev "$1/dev"',
    'root=$1; shift',
    'exec chroot "$root" "$@"',
  ].join('\n');
  const command = [...dracut, '--tmpdir', inside, '--kver', version, `${inside}/initramfs.img`];
  try {
    await execa('unshare', ['--mount', '--propagation', 'slave', 'sh', '-c', script, 'sh', rootfs, ...command], {
      all: true,
    });
  } catch (error) {
    await remove();
    throw dracutErrors.buildFailed(version, error);
  }
  return { file: path.join(folder, 'initramfs.img'), warnings: shortcomings(rootfs, version), remove };
}
