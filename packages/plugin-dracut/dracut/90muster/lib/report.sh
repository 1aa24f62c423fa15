# shellcheck shell=sh
# What goes on, for the server's timeline. The boot does not depend on it.

# report STAGE OUTCOME DETAIL: what cannot be told now is told with the next report.
report() {
    # Not over and over while the server is away.
    [ -s "$work/reports" ] && [ "$*" = "$reported" ] && return
    reported=$*
    printf '%s %s %s\n' "$1" "$2" "$3" >>"$work/reports"
    send_reports
}

reported=

send_reports() {
    mv "$work/reports" "$work/sending" 2>/dev/null || return 0
    away=
    while read -r stage outcome detail; do
        [ -n "$away" ] || curl --silent --output /dev/null --fail --connect-timeout 3 --max-time 5 --get --data-urlencode "stage=$stage" \
            --data-urlencode "outcome=$outcome" --data-urlencode "detail=$detail" --data-urlencode "token=$MUSTER_TOKEN" \
            "$MUSTER_URL/v1/report/$MUSTER_WWID" && continue
        # 22: the server took no interest, and will take none later.
        [ $? -ne 22 ] || continue
        away=yes
        printf '%s %s %s\n' "$stage" "$outcome" "$detail"
    done <"$work/sending" >"$work/unsent"
    [ ! -s "$work/unsent" ] || mv "$work/unsent" "$work/reports"
}

# fail STAGE DETAIL: for everybody. Always fails itself, to be the last word of what failed.
fail() {
    say "$1: $2"
    report "$1" failed "$2"
    return 1
}
