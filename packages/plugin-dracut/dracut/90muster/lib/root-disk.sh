# shellcheck shell=sh
# root disk: the image is unpacked onto a local file system, and again only when the image is another one, or that was broken
# off. Whose file system it is tells $mark in it: "deploying", or the digest of the image that is whole there.

# shellcheck source=disks.sh
. "$lib/disks.sh"
# shellcheck source=file-systems.sh
. "$lib/file-systems.sh"

mark=$NEWROOT/.muster-root

# $root_size is "changed" or "always" here.
open_root() {
    root_whole=
    command -v sfdisk >/dev/null || {
        refuse "this initramfs has nothing for disks; build it again: muster image dracut IMAGE --disks"
        return 1
    }
    prepare_disks && for_file_systems prepare_file_system && for_file_systems open_root_file_system &&
        for_file_systems mount_file_system
}

open_root_file_system() {
    [ "$path" = / ] || return 0
    mount_root || return 1
    if ! is_empty; then
        [ -e "$mark" ] || [ "$may_wipe" = wipe ] || {
            refuse "the file system for / on $device holds files that were not deployed by Muster; nothing was changed (wipe allows it)"
            return 1
        }
        deployed=
        [ ! -e "$mark" ] || read -r deployed <"$mark"
        if [ "$root_size" = changed ] && [ "$deployed" = "$(image_digest)" ]; then
            say "the image is on $device already"
            root_whole=yes
            return 0
        fi
        umount "$NEWROOT" 2>"$work/error" && make_file_system && mount_root || return 1
    fi
    echo deploying >"$mark"
}

mount_root() {
    mount -t "$format" -o "$options" "$device" "$NEWROOT" 2>"$work/error"
}

is_empty() {
    for entry in "$NEWROOT"/* "$NEWROOT"/.[!.]*; do
        [ ! -e "$entry" ] || [ "$entry" = "$NEWROOT/lost+found" ] || return 1
    done
}

image_digest() {
    while read -r _ kind _ _ _ digest _; do
        [ "$kind" = blob ] || continue
        printf '%s' "$digest"
        return
    done <"$work/parts"
}

take_image() {
    unpack "$1"
}

finish_root() {
    [ -z "$root_whole" ] || return 0
    sync
    image_digest >"$mark.new" && echo >>"$mark.new" && mv "$mark.new" "$mark" && sync
}

# After the overlays, which may bring a fstab of their own. Ours are the places of the registry's file systems.
seal_root() {
    fstab=$NEWROOT/etc/fstab
    mkdir -p "$NEWROOT/etc"
    : >>"$fstab"
    for_file_systems forget_line >"$work/forget"
    {
        sed -e '/^# Muster: file systems of the registry$/,/^# Muster: end$/d' -f "$work/forget" "$fstab"
        echo '# Muster: file systems of the registry'
        for_file_systems fstab_line
        echo '# Muster: end'
    } >"$fstab.new" && mv "$fstab.new" "$fstab" && sync
}

forget_line() {
    [ "$path" = - ] || printf '%s\n' "\\#^[^#[:space:]][^[:space:]]*[[:space:]][[:space:]]*${path}[[:space:]]#d"
}

remove_root() {
    for_file_systems list_mount >"$work/mounts"
    # What was mounted last goes first; the root after all of them.
    reversed=
    while read -r folder; do reversed="$folder $reversed"; done <"$work/mounts"
    for folder in $reversed "$NEWROOT"; do umount "$folder" 2>/dev/null; done
    return 0
}

list_mount() {
    [ "$path" = - ] || [ "$path" = / ] || echo "$NEWROOT$path"
}
