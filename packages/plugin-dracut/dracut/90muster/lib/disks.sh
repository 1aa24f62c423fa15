# shellcheck shell=sh
# Partition tables, as the manifest's lines in $work/disks describe them. A disk that is as described is left alone; a blank one
# is partitioned; any other is wiped only where its definition says so, and refused otherwise. What went wrong is in $work/error.

prepare_disks() {
    disk=
    while read -r word first rest <&3; do
        case $word in
            disk)
                prepare_disk || return 1
                disk=$first may_wipe=$rest
                : >"$work/partitions"
                ;;
            partition) echo "$first $rest" >>"$work/partitions" ;;
        esac
    done 3<"$work/disks"
    prepare_disk
}

# refuse WHY: for $work/error. Always fails itself.
refuse() {
    echo "$*" >"$work/error"
    return 1
}

prepare_disk() {
    [ -n "$disk" ] || return 0
    await_device "$disk" || return 1
    if is_blank "$disk"; then
        write_table
        return
    fi
    if [ "$(probe PTTYPE "$disk")" = gpt ]; then
        why=$(table_difference)
        [ -n "$why" ] || return 0
    else
        why="it holds $(content_of "$disk")"
    fi
    [ "$may_wipe" = wipe ] || {
        refuse "disk $disk is not as described: $why; nothing on it was changed (wipeTable allows it)"
        return 1
    }
    say "wiping $disk: $why"
    write_table
}

# await_device DEVICE: drivers may still be at it.
await_device() {
    tries_left=15
    until [ -b "$1" ] || [ -f "$1" ]; do
        tries_left=$((tries_left - 1))
        [ "$tries_left" -gt 0 ] || {
            refuse "there is no $1"
            return 1
        }
        settle
        sleep 1
    done
}

settle() {
    ! command -v udevadm >/dev/null || udevadm settle --timeout=10 >/dev/null 2>&1
    return 0
}

# probe TAG DEVICE: by libblkid, from the device itself; nothing when it has none.
probe() {
    blkid -p -o value -s "$1" "$2" 2>/dev/null
}

# is_blank DEVICE: no signature of anything, and nothing at its start that has none.
is_blank() {
    has_no_signature "$1" && head -c 512 "$1" >/dev/null 2>&1 && [ "$(head -c 1048576 "$1" | tr -d '\000' | head -c 1 | wc -c)" -eq 0 ]
}

# has_no_signature DEVICE: where blkid(8) is in doubt (8) it may have one. Of a partition it always tells something.
has_no_signature() {
    signature=$(blkid -p -o value -s TYPE -s PTTYPE -s USAGE "$1" 2>/dev/null)
    case $?.$signature in
        0. | 2.) ;;
        *) return 1 ;;
    esac
}

# content_of DEVICE: in words.
content_of() {
    content=$(probe TYPE "$1")$(probe PTTYPE "$1")
    printf '%s' "${content:-data of an unknown kind}"
}

# table_difference: how the table of $disk differs from $work/partitions; nothing when it does not. Partitions more are no
# difference.
table_difference() {
    sfdisk --dump "$disk" >"$work/table" 2>"$work/error" || {
        printf 'its partition table cannot be read'
        return
    }
    per_mib=2048
    ! grep -q '^sector-size: 4096$' "$work/table" || per_mib=256
    while read -r number start size type uuid label; do
        partition_difference || return
    done <"$work/partitions"
}

# Of the partition in $number and so on: prints it, and fails.
partition_difference() {
    found=$(grep "^${disk}[^ ]* *:" "$work/table" | grep -E "^[^ ]*[^0-9]${number} *:" | head -n 1)
    [ -n "$found" ] || {
        printf 'it has no partition %s (%s)' "$number" "$label"
        return 1
    }
    is_value name "\"$label\"" && is_value type "$type" &&
        { [ "$uuid" = - ] || is_value uuid "$uuid"; } &&
        { [ "$start" = - ] || is_value start "$((start * per_mib))"; } &&
        { [ "$size" = - ] || is_value size "$((size * per_mib))"; } && return 0
    printf 'partition %s is another one than %s is to be:%s' "$number" "$label" "${found#*:}"
    return 1
}

# is_value NAME VALUE: of the partition in $found.
is_value() {
    value=$(printf '%s' "${found#*:}" | sed -n "s/.*[, ]$1= *\\([^,]*\\).*/\\1/p")
    [ "$value" = "$2" ]
}

# As the kernel and udev name $number of $disk; the server names them so in its lines of file systems.
partition_device() {
    case $disk in
        /dev/disk/*) echo "$disk-part$number" ;;
        *[0-9]) echo "${disk}p$number" ;;
        *) echo "$disk$number" ;;
    esac
}

write_table() {
    say "partitioning $disk"
    while read -r number _; do partition_device >>"$work/new-partitions"; done <"$work/partitions"
    wipefs --all --force --quiet "$disk" 2>"$work/error" || return 1
    {
        echo 'label: gpt'
        while read -r number start size type uuid label; do
            line="$number : type=$type, name=\"$label\""
            [ "$uuid" = - ] || line="$line, uuid=$uuid"
            [ "$start" = - ] || line="$line, start=${start}MiB"
            [ "$size" = - ] || line="$line, size=${size}MiB"
            echo "$line"
        done <"$work/partitions"
    } | sfdisk --quiet --wipe always --wipe-partitions always "$disk" >/dev/null 2>"$work/error" || return 1
    settle
}
