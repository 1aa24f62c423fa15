# shellcheck shell=sh
# What goes on, for people: on the console, and in the kernel's log, which the booted system keeps. As debug (7), for the
# console would show it twice.

say() {
    echo "muster: $*" >/dev/console
    echo "<7>muster: $*" >/dev/kmsg
}

# one_line FILE: its first lines as one text. The server takes no control characters.
one_line() {
    lines=
    count=0
    while read -r line && [ "$count" -lt 4 ]; do
        lines="$lines${lines:+; }$line"
        count=$((count + 1))
    done <"$1"
    printf '%s' "$lines"
}
