#!/bin/sh
case "$(getarg root=)" in
    muster:*)
        MUSTER_URL=$(getarg root=)
        MUSTER_URL=${MUSTER_URL#muster:}
        MUSTER_WWID=$(getarg muster.wwid=)
        export MUSTER_URL MUSTER_WWID NEWROOT
        /sbin/muster-deploy || emergency_shell "muster: the root could not be deployed"
        ;;
esac
