import { reportScript } from './guest-scripts.ts';

/** What the Debian image holds beyond apt's own needs. */
export const debianPackages = [
  'systemd-sysv',
  'udev',
  'kmod',
  'iproute2',
  'ifupdown',
  'isc-dhcp-client',
  'openssh-server',
  'curl',
  'ca-certificates',
  'zstd',
  // The first stage is built by the image's own dracut.
  'dracut-core',
  'dracut-network',
  'cpio',
  // dracut's systemd-networkd module wants it.
  'dbus',
  // Root disk.
  'fdisk',
  'e2fsprogs',
];

/** dpkg leaves these out: they are a third of the image and nobody reads them on a node. */
export const debianExcludes = [
  '/usr/share/doc/*',
  '/usr/share/man/*',
  '/usr/share/info/*',
  '/usr/share/locale/*',
  '/usr/share/lintian/*',
];

/** Modules of the cloud kernel that no lab machine can use; a third of all of them by size. */
const uselessModules = [
  'drivers/infiniband',
  'drivers/gpu',
  'drivers/net/ethernet',
  'drivers/net/wireguard',
  'drivers/target',
  'drivers/md',
  'fs/btrfs',
  'fs/ceph',
  'fs/cifs',
  'fs/smb',
  'fs/f2fs',
  'fs/gfs2',
  'fs/jfs',
  'fs/ocfs2',
  'fs/reiserfs',
  'fs/udf',
  'fs/ubifs',
  'net/ceph',
  'net/sctp',
  'net/tipc',
  'net/rds',
  'net/openvswitch',
];

/** Timers and housekeeping that make no sense on a machine whose root is its memory. */
const uselessUnits = [
  'apt-daily.timer',
  'apt-daily-upgrade.timer',
  'dpkg-db-backup.timer',
  'e2scrub_all.timer',
  'e2scrub_reap.service',
  'fstrim.timer',
  'systemd-pstore.service',
  'getty@tty1.service',
];

/** Prints the report on the console when `muster.report` is on the kernel command line (`muster.report=/some/file` adds a file to it). */
const reportUnit = `[Unit]
Description=Report what was booted
ConditionKernelCommandLine=|muster.report
After=network.target networking.service systemd-networkd.service
Before=serial-getty@ttyS0.service

[Service]
Type=oneshot
ExecStart=/usr/sbin/muster-lab-report
StandardOutput=tty
TTYPath=/dev/ttyS0

[Install]
WantedBy=multi-user.target
`;

/** Software emulation is slow: a unit that takes minutes there is not broken. */
const patientSystemd = `[Manager]
DefaultTimeoutStartSec=600s
DefaultDeviceTimeoutSec=600s
`;

/** Without host keys, which an overlay brings, sshd would be started for ever, and under software emulation little else. */
const sshNeedsKeys = `[Unit]
ConditionPathExistsGlob=/etc/ssh/ssh_host_*_key
`;

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const put = (path: string, content: string, mode: string): string =>
  `mkdir -p "$(dirname "$root${path}")"; printf %s ${quote(content)} >"$root${path}"; chmod ${mode} "$root${path}"`;

/**
 * The shell script mmdebstrap runs on the finished tree (`$1`): kernel in, secrets and identity out (they are the
 * overlays' to bring), root without a password on the serial line.
 * @param kernelRoot the kernel package, unpacked
 */
export function debianHook(kernelRoot: string, version: string): string {
  const modules = `"$root/usr/lib/modules/${version}`;
  return `#!/bin/sh
set -e
root=$1
cp -a ${quote(`${kernelRoot}/boot/.`)} "$root/boot/"
rm -f "$root"/boot/System.map-*
mkdir -p "$root/usr/lib/modules"
cp -a ${quote(`${kernelRoot}/lib/modules/${version}`)} "$root/usr/lib/modules/"
for useless in ${uselessModules.join(' ')}; do rm -rf ${modules}/kernel/$useless"; done
depmod -b "$root" ${version}
rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/machine-id" "$root/var/lib/dbus/machine-id"
: >"$root/etc/machine-id"
# mmdebstrap copied the server's own names and resolver.
rm -f "$root/etc/hostname" "$root/etc/resolv.conf"
echo debian >"$root/etc/hostname"
sed -i 's/^root:[^:]*:/root::/' "$root/etc/shadow"
chroot "$root" systemctl disable --quiet ${uselessUnits.join(' ')}
# Six consoles nobody sees, started by systemd where dbus is not installed.
chroot "$root" systemctl mask --quiet getty-static.service
${put('/usr/sbin/muster-lab-report', reportScript, '0755')}
${put('/etc/systemd/system/muster-lab-report.service', reportUnit, '0644')}
${put('/etc/systemd/system.conf.d/patient.conf', patientSystemd, '0644')}
${put('/etc/systemd/system/ssh.service.d/keys.conf', sshNeedsKeys, '0644')}
chroot "$root" systemctl enable --quiet muster-lab-report.service serial-getty@ttyS0.service
# The server's way to its mirrors, which may hold a proxy's password.
rm -f "$root/etc/apt/apt.conf.d/99mmdebstrap"
rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/var/log/*.log "$root"/var/log/apt
`;
}
