# shellcheck shell=sh
# Archives of this node's own: overlays. They hold secrets, so they are no blobs, and are rendered when asked for.

# get_archives: fetches all. The image may be deployed already, so each is tried until it came.
get_archives() {
    while read -r number kind role _ _ _ path; do
        [ "$kind" = archive ] || continue
        tries=0
        until get_archive; do
            count_refusal
            hold "$tries" || return 1
            tries=$((tries + 1))
        done
    done <"$work/parts"
}

# get_archive: one try, checked against the digest that the server sends along (ETag); without one gzip's checksum has to do.
get_archive() {
    fetch "$MUSTER_URL$path" "$work/archive.$number" || {
        fail "$role" "$role $(why_not "$work/archive.$number")"
        return
    }
    digest=$(header '[Ee][Tt][Aa][Gg]')
    sum=$(sha256sum <"$work/archive.$number")
    case $digest in
        '') gzip -t <"$work/archive.$number" 2>/dev/null && return ;;
        "\"${sum%% *}\"") return ;;
    esac
    fail "$role" "$role does not have the digest $digest that the server announced"
}
