# shellcheck shell=sh
# Small answers of the server, whole.

# A transfer that stands still for 30 s is given up. curl is never told to try again: its own tries know no Retry-After of a
# busy server's queue, and into a pipe they would send the first bytes twice.
fetch_options='--silent --show-error --connect-timeout 10 --speed-time 30 --speed-limit 1'

# fetch URL FILE: one try. What the server said is in FILE whatever its status; that is in $status, 000 without any answer.
fetch() {
    rm -f "$2" "$work/head" "$work/error"
    # shellcheck disable=SC2086 # the options are words
    status=$(curl $fetch_options --dump-header "$work/head" --output "$2" --write-out '%{http_code}' "$1" 2>"$work/error") ||
        status=000
    [ ! -e "$work/head" ] || keep_retry_after
    [ "$status" = 200 ]
}

# header NAME-PATTERN: of the answer in $work/head, without the carriage return.
header() {
    value=
    while IFS=': ' read -r name rest; do
        # shellcheck disable=SC2254 # a pattern, for the case of letters
        case $name in
            $1) value=${rest%"$carriage_return"} ;;
        esac
    done <"$work/head"
    printf '%s' "$value"
}
carriage_return=$(printf '\r')

# Seconds only: the first stage's clock may be off by years, so a date says nothing.
keep_retry_after() {
    asked=$(header '[Rr]etry-[Aa]fter')
    case $asked in
        '' | *[!0-9]*) ;;
        *) echo "$asked" >"$work/retry-after" ;;
    esac
}

# why_not: why the last fetch brought nothing, in words. The answer is in the file FILE.
why_not() {
    case $status in
        000) printf 'no answer: %s' "$(one_line "$work/error")" ;;
        401 | 403) printf 'refused by the server (status %s); its log says why' "$status" ;;
        *) printf 'status %s: %s' "$status" "$(one_line "$1")" ;;
    esac
}
