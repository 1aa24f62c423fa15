# shellcheck shell=sh
# root overlay: the image stays compressed in memory, as squashfs, read-only; what is written goes into a tmpfs above it.

lower=$run/lower
upper=$run/upper

open_root() {
    mkdir -p "$lower" "$upper"
    mount -t tmpfs -o "mode=0755,size=$root_size" muster-upper "$upper" 2>"$work/error" || return 1
    mkdir "$upper/root" "$upper/work"
}

take_image() {
    if [ "$1" != squashfs ]; then
        echo "the image came as $1, not as squashfs" >"$work/error"
        return 1
    fi
    cat >"$upper/image.squashfs" 2>"$work/error"
}

finish_root() {
    mount -t squashfs -o ro,loop "$upper/image.squashfs" "$lower" 2>"$work/error" &&
        mount -t overlay -o "lowerdir=$lower,upperdir=$upper/root,workdir=$upper/work" muster "$NEWROOT" 2>"$work/error"
}

remove_root() {
    for folder in "$NEWROOT" "$lower" "$upper"; do umount "$folder" 2>/dev/null; done
    return 0
}
