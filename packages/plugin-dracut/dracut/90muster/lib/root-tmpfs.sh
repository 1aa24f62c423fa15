# shellcheck shell=sh
# root tmpfs: the image is unpacked into memory.

open_root() {
    mount -t tmpfs -o "mode=0755,size=$root_size" muster "$NEWROOT" 2>"$work/error"
}

take_image() {
    unpack "$1"
}

finish_root() { :; }

remove_root() {
    umount "$NEWROOT" 2>/dev/null
}
