# shellcheck shell=sh
# File systems, as the manifest's lines in $work/disks describe them: one as described is kept, an empty place gets one, and
# anything else is wiped only where the definition says so, and refused otherwise. What went wrong is in $work/error.

# for_file_systems COMMAND: runs it for each with its words in $device, $format, $may_wipe, $label, $uuid, $path, $options.
for_file_systems() {
    while read -r word device format may_wipe label uuid path options <&3; do
        [ "$word" = filesystem ] || continue
        "$1" || return 1
    done 3<"$work/disks"
}

prepare_file_system() {
    await_device "$device" || return 1
    if is_vacant; then
        make_file_system
        return
    fi
    ! is_as_described || return 0
    [ "$may_wipe" = wipe ] || {
        refuse "$device is not as described: it holds $(content_of "$device"), not $format${why:+ $why}; nothing on it was changed (wipe allows it)"
        return 1
    }
    say "wiping $device: it holds $(content_of "$device")"
    make_file_system
}

# In a partition made just now, what is left of before has been let go, and signatures are wiped.
is_vacant() {
    ! is_blank "$device" || return 0
    grep -q -x -F "$device" "$work/new-partitions" 2>/dev/null && has_no_signature "$device"
}

is_as_described() {
    why=
    [ "$(probe TYPE "$device")" = "$format" ] || return 1
    [ "$label" = - ] || [ "$(probe LABEL "$device")" = "$label" ] || {
        why="labelled $label"
        return 1
    }
    [ "$uuid" = - ] || [ "$(probe UUID "$device")" = "$uuid" ] || {
        why="of UUID $uuid"
        return 1
    }
}

make_file_system() {
    case $format in
        ext4) set -- mkfs.ext4 -q -F && with -L '-U ' ;;
        xfs) set -- mkfs.xfs -q -f && with -L '-m uuid=' ;;
        btrfs) set -- mkfs.btrfs -q -f && with -L '-U ' ;;
        vfat) set -- mkfs.vfat && with -n '' ;;
        swap) set -- mkswap && with -L '-U ' ;;
    esac
    command -v "$1" >/dev/null || {
        refuse "this initramfs has no $1: install it in the image, and build it again (muster image dracut)"
        return 1
    }
    say "making $format on $device"
    # shellcheck disable=SC2086 # words
    "$@" $words "$device" >/dev/null 2>"$work/error"
}

# with LABEL-OPTION UUID-OPTION: what is said of them, in $words.
with() {
    words=
    [ "$label" = - ] || words="$1 $label"
    [ "$uuid" = - ] || [ -z "$2" ] || words="$words $2$uuid"
}

mount_file_system() {
    [ "$path" != - ] && [ "$path" != / ] || return 0
    mkdir -p "$NEWROOT$path" 2>"$work/error" || return 1
    # On a root that is used again a link may be on the way, which here would lead out of it.
    [ "$(cd -P "$NEWROOT$path" && pwd -P)" = "$(cd -P "$NEWROOT" && pwd -P)$path" ] || {
        refuse "a symbolic link is on the way to $path: name the folder it leads to"
        return 1
    }
    mount -t "$format" -o "$options" "$device" "$NEWROOT$path" 2>"$work/error"
}

# The lines of fstab(5), by UUID: names of devices may change.
fstab_line() {
    at=$path kind=$format
    [ "$format" != swap ] || at=none
    [ "$at" != - ] || return 0
    echo "UUID=$(probe UUID "$device") $at $kind $options 0 0"
}
