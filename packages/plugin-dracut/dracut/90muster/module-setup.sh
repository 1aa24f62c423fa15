#!/bin/bash
# dracut module of Muster: a first stage that fetches the image and the overlays into a root in memory (dracut.modules(7)).

check() {
    require_binaries curl gzip cpio sha256sum mount umount || return 1
    # Only when asked for by name: a host's own initramfs must not carry it.
    return 255
}

depends() {
    echo network
}

installkernel() {
    # A kernel may have any of them built in.
    hostonly='' instmods loop squashfs overlay
}

install() {
    local part
    # In the initramfs only what is installed here exists.
    inst_multiple curl gzip cpio sha256sum sleep cat rm mkdir mv mount umount
    inst_multiple -o tar bsdtar zstd losetup reboot
    inst_hook cmdline 30 "$moddir/muster-cmdline.sh"
    inst_hook pre-mount 50 "$moddir/muster-pre-mount.sh"
    inst_script "$moddir/muster-deploy.sh" /sbin/muster-deploy
    for part in "$moddir"/lib/*.sh; do
        inst_simple "$part" "/usr/lib/muster/${part##*/}"
    done
    dracut_need_initqueue
}
