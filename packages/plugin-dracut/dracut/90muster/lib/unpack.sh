# shellcheck shell=sh
# Archives into $NEWROOT as they arrive. tar keeps extended attributes (capabilities, SELinux labels, ACLs); cpio has none.

# unpack FORM: of standard input. What went wrong is in $work/error.
unpack() {
    : >"$work/error"
    case $1 in
        tar.gz) untar gzip ;;
        tar.zst) untar zstd ;;
        cpio.gz) uncpio ;;
        *)
            echo "this initramfs cannot unpack $1; build it again: muster image dracut" >"$work/error"
            return 1
            ;;
    esac
}

untar() {
    if command -v tar >/dev/null; then
        tar --extract --file=- --directory="$NEWROOT" "--$1" --numeric-owner --preserve-permissions --xattrs \
            '--xattrs-include=*' 2>>"$work/error"
    else
        bsdtar -x -f - -C "$NEWROOT" --numeric-owner -p --xattrs --acls 2>>"$work/error"
    fi
}

# Each side of the pipe has to go well.
uncpio() {
    rm -f "$work/gzip-failed"
    # 141: killed by SIGPIPE, as cpio ended first.
    { gzip -dc 2>>"$work/error" || [ $? -eq 141 ] || : >"$work/gzip-failed"; } | (
        cd "$NEWROOT" && cpio --extract --make-directories --unconditional --preserve-modification-time --quiet
    ) 2>>"$work/error" && [ ! -e "$work/gzip-failed" ]
}
