#!/bin/sh
# Deploys what the server's manifest lists into a root at $NEWROOT, and tries until everything arrived whole. After any
# failure the root is thrown away, so a half-deployed one never boots. Without progress for $MUSTER_PATIENCE seconds it gives
# up: this ends with 3, upon which the machine is to be restarted, or with 1 where $MUSTER_FAILURE is "shell".
# shellcheck source-path=SCRIPTDIR/lib
set -u

lib=${MUSTER_LIB:-/usr/lib/muster}
run=${MUSTER_RUN:-/run/muster}
patience=${MUSTER_PATIENCE:-900}
failure=${MUSTER_FAILURE:-reboot}
work=$run/deploy

. "$lib/say.sh"
. "$lib/wait.sh"
. "$lib/report.sh"
. "$lib/fetch.sh"
. "$lib/manifest.sh"
. "$lib/chunks.sh"
. "$lib/archives.sh"
. "$lib/scripts.sh"
. "$lib/unpack.sh"
. "$lib/root.sh"

attempt() {
    get_manifest || return 1
    # Only where an overlay brings scripts for now its archives are fetched before the image.
    if [ -n "$has_scripts" ]; then
        get_archives && run_scripts || return 1
    fi
    deploy_root && return 0
    remove_root
    return 1
}

# give_up WHY
give_up() {
    say "giving up: $1"
    report manifest failed "the first stage gave up: $1"
    remove_root
    umount "$work"
    [ "$failure" != shell ] || exit 1
    say "the machine restarts in 10 s"
    sleep 10
    exit 3
}

(umask 077 && mkdir -p "$work")
# Beside /run, which is small: archives of overlays may be large.
mount -t tmpfs -o mode=0700,size=90% muster-deploy "$work"
now >"$work/progressed"
say "first stage of ${MUSTER_NODE:-$MUSTER_WWID}: asking $MUSTER_URL what to deploy"
report initramfs 'done' 'first stage runs'
tries=0
until attempt; do
    hold "$tries" || give_up "no progress for $patience s"
    tries=$((tries + 1))
done
send_reports
umount "$work"
say "the root is deployed"
