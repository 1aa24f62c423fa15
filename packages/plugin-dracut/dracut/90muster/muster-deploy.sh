#!/bin/sh
# Fetches what the server's manifest lists, in order, into a tmpfs at $NEWROOT. It tries until everything arrived whole:
# after any failure the root is thrown away, so a half-deployed one never boots.
set -u

work=/run/muster-deploy
pause=${MUSTER_PAUSE:-5}
# Tries that the server refuses before the machine restarts: a token that expired while the server was away is no use.
patience=12

say() {
    echo "muster: $*" >/dev/console
    echo "muster: $*" >/dev/kmsg
}

# report STAGE OUTCOME DETAIL: for the timeline; the boot does not depend on it.
report() {
    curl --silent --output /dev/null --max-time 5 --get --data-urlencode "stage=$1" --data-urlencode "outcome=$2" \
        --data-urlencode "detail=$3" --data-urlencode "token=$MUSTER_TOKEN" "$MUSTER_URL/v1/report/$MUSTER_WWID" || true
}

# The hook starts before the link is up: "network unreachable" is an ordinary answer for the first seconds.
fetch_manifest() {
    curl --silent --show-error --max-time 30 --output "$work/manifest" --write-out '%{http_code}' \
        "$MUSTER_URL/v1/deploy/$MUSTER_WWID?token=$MUSTER_TOKEN" >"$work/status" 2>"$work/error" || {
        say "no answer from $MUSTER_URL: $(cat "$work/error")"
        return 1
    }
    case "$(cat "$work/status")" in
        200) return 0 ;;
        401 | 403) refused ;;
        *) say "the server says: $(cat "$work/manifest")" ;;
    esac
    return 1
}

refused() {
    say "the server refuses this boot; its log says why"
    patience=$((patience - 1))
    [ "$patience" -gt 0 ] && return
    say "restarting to boot anew"
    sleep "$pause"
    echo b >/proc/sysrq-trigger
}

# deploy ROLE PATH DIGEST: streams one gzipped cpio archive into the root. curl is never told to retry: into a pipe it
# would send the first bytes twice.
deploy() {
    rm -f "$work/sum" "$work/error" "$work/curl-failed" "$work/unpack-failed"
    sha256sum <"$work/fifo" >"$work/sum" &
    sum=$!
    {
        curl --silent --show-error --fail --speed-time 30 --speed-limit 1 "$MUSTER_URL$2" 2>>"$work/error" || echo $? >"$work/curl-failed"
    } | tee "$work/fifo" | {
        gzip -dc 2>>"$work/error" || {
            # 141: killed by SIGPIPE, as cpio ended first. Data that gzip cannot read is read to its end for its digest.
            [ $? -eq 141 ] || cat >/dev/null
            echo 1 >"$work/unpack-failed"
        }
    } | {
        cpio --extract --make-directories --unconditional --preserve-modification-time --quiet --directory="$NEWROOT" \
            2>>"$work/error" || echo 1 >"$work/unpack-failed"
    }
    wait "$sum"
    fetched=0
    [ ! -e "$work/curl-failed" ] || fetched=$(cat "$work/curl-failed")
    # 23: curl could not pass on what it fetched, because what comes after it ended first.
    if [ "$fetched" -ne 0 ] && [ "$fetched" -ne 23 ]; then
        why="could not be fetched"
    elif [ "$fetched" -eq 0 ] && [ "$3" != - ] && [ "$(sed 's/ .*//' "$work/sum")" != "$3" ]; then
        why="does not have the digest $3"
    elif [ "$fetched" -ne 0 ] || [ -e "$work/unpack-failed" ]; then
        why="could not be unpacked"
    else
        return 0
    fi
    # In one line: the server takes no control characters.
    why="$why: $(while read -r line; do printf '%s; ' "$line"; done <"$work/error")"
    say "$1 $why"
    report "$1" failed "$1 $why"
    return 1
}

deploy_all() {
    mount -t tmpfs -o mode=0755,size=90% muster "$NEWROOT" || return 1
    while read -r role path digest; do
        say "deploying $role"
        deploy "$role" "$path" "$digest" || {
            umount "$NEWROOT"
            return 1
        }
    done <"$work/manifest"
}

mkdir -p "$work"
mkfifo "$work/fifo"
report initramfs done 'first stage runs'
until fetch_manifest && deploy_all; do
    say "trying again in $pause s"
    sleep "$pause"
done
rm -rf "$work"
say "the root is deployed"
