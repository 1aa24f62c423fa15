#!/bin/sh
case "$(getarg root=)" in
    muster:*)
        MUSTER_URL=$(getarg root=)
        MUSTER_URL=${MUSTER_URL#muster:}
        MUSTER_WWID=$(getarg muster.wwid=)
        MUSTER_PATIENCE=$(getarg muster.patience=)
        MUSTER_FAILURE=$(getarg muster.failure=)
        MUSTER_TOKEN=
        # The loader hands over which boot this is, and its token. In /run it stays, for root alone, with the real root.
        if [ -r /muster/session.env ]; then
            (umask 077 && mkdir -p /run/muster && cat /muster/session.env >/run/muster/session.env)
            rm -rf /muster
            # shellcheck source=/dev/null
            . /run/muster/session.env
        fi
        export MUSTER_NODE MUSTER_URL MUSTER_WWID MUSTER_TOKEN MUSTER_PATIENCE MUSTER_FAILURE NEWROOT
        # It comes back with a whole root, or with none where the site wants a shell then; otherwise it restarts the machine.
        /sbin/muster-deploy
        code=$?
        [ "$code" -ne 1 ] || emergency_shell "muster: no root; the machine restarts when you leave this shell"
        if [ "$code" -ne 0 ]; then
            echo b >/proc/sysrq-trigger
            reboot -f -f
            # Nothing may go on without a root.
            while :; do sleep 60; done
        fi
        ;;
esac
