# shellcheck shell=sh
# Scripts that overlays bring for the time before the deployment: /etc/muster/first-stage.d/*, in the order of their names.
# What they say is kept in /run/muster/log. One that fails stops the deployment: it is told, and tried again with all after it.

run_scripts() {
    [ ! -e "$work/scripts-done" ] || return 0
    mkdir -p "$work/overlay" "$run/log"
    while read -r number kind role form _; do
        [ "$kind" = archive ] || continue
        gzip -dc "$work/archive.$number" | (cd "$work/overlay" && cpio --extract --make-directories --unconditional --quiet \
            'etc/muster/first-stage.d/*') 2>"$work/error" || {
            fail "$role" "$role could not be unpacked: $(one_line "$work/error")"
            return 1
        }
    done <"$work/parts"
    for script in "$work"/overlay/etc/muster/first-stage.d/*; do
        if [ ! -f "$script" ] || [ ! -x "$script" ] || [ -e "$script.done" ]; then continue; fi
        run_script "$script" || return 1
    done
    : >"$work/scripts-done"
}

run_script() {
    log=$run/log/first-stage-${1##*/}
    say "running ${1##*/}"
    "$1" </dev/null >"$log" 2>&1
    code=$?
    while read -r line; do say "  $line"; done <"$log"
    if [ "$code" -eq 0 ]; then
        : >"$1.done"
        return 0
    fi
    fail system "script ${1##*/} failed with status $code: $(one_line "$log")"
}
