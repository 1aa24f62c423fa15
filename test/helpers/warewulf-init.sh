#!/bin/sh
# Process 1 of an initramfs that re-enacts Warewulf's: modules and the network as its kernel arguments tell dracut, the hooks of
# its module (/first-stage), and the way into the root.
export PATH=/usr/bin:/usr/sbin:/bin:/sbin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
exec </dev/console >/dev/console 2>&1
modprobe -a virtio_pci virtio_net
CMDLINE=$(cat /proc/cmdline)
UUID=$(cat /sys/class/dmi/id/product_uuid)
export CMDLINE UUID NEWROOT=/sysroot WORK=/tmp/work
for word in $CMDLINE; do
  case $word in
    ip=*:dhcp)
      device=${word#ip=}
      ip link set "${device%:dhcp}" up
      udhcpc -q -n -t 10 -i "${device%:dhcp}" -s /usr/share/udhcpc/default.script
      ;;
    init=*) init=${word#init=} ;;
  esac
done
mkdir -p "$NEWROOT" "$WORK"
mount -t tmpfs -o mpol=interleave tmpfs "$NEWROOT"
# busybox's shell would take its own cpio.
dash /first-stage || exec sleep 86400
umount /dev /sys
exec switch_root "$NEWROOT" "$init"
