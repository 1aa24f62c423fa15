#!/bin/bash
# dracut module of Muster's root disk: what partitions and formats local disks (dracut.modules(7)).

check() {
    require_binaries sfdisk wipefs blkid || return 1
    # Only when asked for by name.
    return 255
}

depends() {
    echo muster
}

installkernel() {
    # A kernel may have any of them built in, or not at all.
    hostonly='' instmods '=drivers/ata' '=drivers/nvme' '=drivers/scsi' '=drivers/mmc' virtio_blk virtio_scsi \
        ext4 xfs btrfs vfat nls_cp437 nls_ascii nls_iso8859_1
}

install() {
    inst_multiple sfdisk wipefs blkid head tr wc grep sed sync udevadm
    inst_multiple -o mkfs.ext4 mkfs.xfs mkfs.btrfs mkfs.vfat mkswap
    # mkfs.ext4 makes what its configuration says.
    inst_simple /etc/mke2fs.conf
}
