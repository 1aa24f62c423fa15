#!/bin/bash
# dracut module of Muster: a first stage that fetches the image and the overlays into a tmpfs root (dracut.modules(7)).

check() {
    require_binaries curl gzip cpio sha256sum mkfifo tee || return 1
    # Only when asked for by name: a host's own initramfs must not carry it.
    return 255
}

depends() {
    echo network
}

install() {
    # In the initramfs only what is installed here exists.
    inst_multiple curl gzip cpio sha256sum mkfifo tee sleep cat rm mkdir mount umount sed
    inst_hook cmdline 30 "$moddir/muster-cmdline.sh"
    inst_hook pre-mount 50 "$moddir/muster-pre-mount.sh"
    inst_simple "$moddir/muster-deploy.sh" /sbin/muster-deploy
    chmod 0755 "$initdir/sbin/muster-deploy"
    dracut_need_initqueue
}
