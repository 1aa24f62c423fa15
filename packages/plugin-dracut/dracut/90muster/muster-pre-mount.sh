#!/bin/sh
case "$(getarg root=)" in
    muster:*)
        MUSTER_URL=$(getarg root=)
        MUSTER_URL=${MUSTER_URL#muster:}
        MUSTER_WWID=$(getarg muster.wwid=)
        MUSTER_TOKEN=
        # The loader hands over which boot this is, and its token. In /run it stays, for root alone, with the real root.
        if [ -r /muster/session.env ]; then
            mkdir -p -m 0700 /run/muster
            (umask 077 && cat /muster/session.env >/run/muster/session.env)
            rm -rf /muster
            . /run/muster/session.env
        fi
        export MUSTER_URL MUSTER_WWID MUSTER_TOKEN NEWROOT
        /sbin/muster-deploy || emergency_shell "muster: the root could not be deployed"
        ;;
esac
