# shellcheck shell=sh
# Back-off, and how long the first stage keeps trying.

# Seconds since the machine started.
now() {
    read -r up _ </proc/uptime
    echo "${up%%.*}"
}

# random N: below N. A rack that starts together should not ask together.
random() {
    read -r uuid </proc/sys/kernel/random/uuid
    uuid=${uuid%%-*}
    echo $((0x${uuid%?} % $1))
}

# progress N: step N of this deployment is done. Only what was never reached before counts: one that fails at the same place
# again and again has to come to an end.
progress() {
    best=0
    [ ! -s "$work/best" ] || read -r best <"$work/best"
    [ "$1" -gt "$best" ] || return 0
    echo "$1" >"$work/best"
    now >"$work/progressed"
}

# hold TRIES: waits before the next try; longer the more there were, and as long as the server asked (Retry-After, RFC 9110
# section 10.2.3). Fails when there was no progress for too long.
hold() {
    seconds=2
    more=$1
    while [ "$more" -gt 0 ] && [ "$seconds" -lt 30 ]; do
        seconds=$((seconds * 2))
        more=$((more - 1))
    done
    seconds=$((seconds / 2 + $(random $((seconds / 2 + 1)))))
    asked=0
    [ ! -s "$work/retry-after" ] || read -r asked <"$work/retry-after"
    rm -f "$work/retry-after"
    [ "$seconds" -ge "$asked" ] || seconds=$((asked + $(random 3)))
    read -r progressed <"$work/progressed"
    [ $(($(now) - progressed)) -lt "$patience" ] || return 1
    say "trying again in $seconds s"
    sleep "$seconds"
}
