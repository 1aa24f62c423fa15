#!/bin/sh
# Tells dracut that somebody takes care of root=muster:URL.
case "$(getarg root=)" in
    muster:*)
        # shellcheck disable=SC2034 # dracut reads it
        rootok=1
        ;;
esac
