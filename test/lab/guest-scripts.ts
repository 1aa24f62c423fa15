/**
 * Files whose fate after a boot is of interest: what the distribution overlays write. `muster.report=/a,/b` on the kernel
 * command line adds more.
 */
const reported = [
  '/etc/hostname',
  '/etc/hosts',
  '/etc/resolv.conf',
  '/etc/issue',
  '/etc/network/interfaces',
  '/etc/systemd/network',
  '/etc/ssh',
  '/root/.ssh',
];

/**
 * `/usr/sbin/muster-lab-report` in every lab image, plain enough for busybox: prints what a test wants to know of a booted machine, in the
 * form that `parseReport` reads. File contents are prefixed, so that they cannot be mistaken for the rest.
 */
export const reportScript = `#!/bin/sh
# Printing on the console: keep the kernel from writing into it.
echo 1 >/proc/sys/kernel/printk
show() {
  if [ -L "$1" ]; then
    echo "link $1 $(readlink "$1")"
  elif [ -d "$1" ]; then
    echo "dir $(stat -c '%a %u %g' "$1") $1"
    for entry in "$1"/* "$1"/.[!.]*; do
      if [ -e "$entry" ] || [ -L "$entry" ]; then show "$entry" found; fi
    done
  elif [ -e "$1" ]; then
    echo "file $(stat -c '%a %u %g %s' "$1") $1"
    # A serial line is slow: files nobody asked for by name, like ssh's moduli, stay out when they are long.
    if [ "$2" = named ] || [ "$(stat -c %s "$1")" -le 4096 ]; then sed 's/^/| /' "$1"; fi
  else
    echo "absent $1"
  fi
}
more=$(sed -n 's/.*muster\\.report=\\([^ ]*\\).*/\\1/p' /proc/cmdline | tr ',' ' ')
echo
echo MUSTER-TEST-BEGIN
echo "hostname $(hostname)"
echo "kernel $(uname -r)"
echo "cmdline $(cat /proc/cmdline)"
echo "root $(awk '$2 == "/" { type = $3 } END { print type }' /proc/mounts)"
for device in /sys/class/net/*; do
  device=\${device##*/}
  [ "$device" = lo ] && continue
  echo "device $device $(cat /sys/class/net/$device/address)"
  ip -4 addr show dev "$device" | awk -v d="$device" '$1 == "inet" { print "address", d, $2 }'
done
for path in ${reported.join(' ')} $more; do show "$path" named; done
echo MUSTER-TEST-END
`;

/** The whole operating system of the tiny image: \`/sbin/init\`, and \`/init\` where no overlay brings its own. */
export const tinyInit = `#!/bin/sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
[ -e /proc/self ] || mount -t proc proc /proc
[ -e /sys/kernel ] || mount -t sysfs sysfs /sys
grep -q ' /dev devtmpfs ' /proc/mounts || mount -t devtmpfs devtmpfs /dev
# The serial line, whatever console= says.
serial=/dev/ttyS0
[ -c /dev/ttyAMA0 ] && serial=/dev/ttyAMA0
[ -c $serial ] && exec <$serial >$serial 2>&1
modprobe -a virtio_pci virtio_net
[ -s /etc/hostname ] && hostname -F /etc/hostname
ip link set lo up
tries=0
until ls /sys/class/net | grep -qv '^lo$' || [ $tries -ge 50 ]; do
  usleep 100000
  tries=$((tries + 1))
done
mkdir -p /run /var/run /etc/network/if-pre-up.d /etc/network/if-up.d /etc/network/if-down.d /etc/network/if-post-down.d
[ -s /etc/network/interfaces ] && ifup -a
for device in /sys/class/net/*; do
  device=\${device##*/}
  [ "$device" = lo ] && continue
  ip addr show scope global dev "$device" | grep -q inet && continue
  udhcpc -q -n -t 3 -T 2 -i "$device" -s /usr/share/udhcpc/default.script
done
muster-lab-report
exec /usr/sbin/muster-lab-login
`;

/** Asks for a name and opens a root shell for anybody: what comes in on a lab machine's serial line is a test. */
export const tinyLogin = `#!/bin/sh
while :; do
  printf '\\n%s login: ' "$(hostname)"
  read -r user && setsid cttyhack sh -i
done
`;

export const udhcpcScript = `#!/bin/sh
case $1 in
  deconfig) ip addr flush dev "$interface"; ip link set "$interface" up ;;
  bound | renew) ip addr replace "$ip/$mask" dev "$interface" ;;
esac
`;
