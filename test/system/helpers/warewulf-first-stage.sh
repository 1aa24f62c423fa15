#!/bin/sh
# What the first stage of Warewulf does with its server, written from its description: reads the kernel's arguments (CMDLINE),
# fetches the system overlay, then image and system overlay into the root (NEWROOT), then the runtime overlay from a privileged
# port. WORK is its /tmp. Errors of a fetch show as those of cpio alone, as there: curl is not told to fail.
argument() { # NAME
  for word in $CMDLINE; do
    case $word in "$1="*) echo "${word#*=}" ;; esac
  done | tail -n 1
}

die() {
  echo "first stage: $*"
  exit 1
}

case $(argument root) in
  wwinit | wwinit:*) ;;
  *) exit 0 ;;
esac
server=$(argument wwinit.server)
[ -n "$server" ] || server=$(argument wwinit.uri)
[ -n "$server" ] || die 'neither wwinit.server nor wwinit.uri'
case $server in
  */provision/*)
    machine=${server##*/provision/}
    server=${server%%/provision/*}
    old=yes
    ;;
  *)
    machine=$(argument wwid)
    old=${OLD:-}
    ;;
esac

# Modules before 4.7 asked by stage, with the names of then.
address() { # STAGE
  case $old:$1 in
    yes:image) echo "$server/provision/$machine?stage=container" ;;
    yes:*) echo "$server/provision/$machine?stage=$1" ;;
    *) echo "$server/$1/$machine" ;;
  esac
}

fetch() { # STAGE FOLDER [OPTION…]
  stage=$1
  folder=$2
  shift 2
  mkdir -p "$folder"
  curl --location --silent --get "$@" --retry 60 --retry-connrefused --retry-delay 1 \
    --data-urlencode "assetkey=${ASSET:-}" --data-urlencode "uuid=${UUID:-}" --data-urlencode 'compress=gz' \
    "$(address "$stage")" | gzip -d | cpio -ium --quiet --directory="$folder"
}

fetch system "$WORK/wwinit" || die 'no system overlay'
PREFIX=$WORK/wwinit sh "$WORK/wwinit/warewulf/run-wwinit.d"
fetch image "$NEWROOT" || die 'no image'
fetch system "$NEWROOT" || die 'no system overlay'
# shellcheck source=/dev/null
. "$WORK/wwinit/warewulf/config"
echo "first stage: $WWHOSTNAME, image $WWIMAGE"
fetch runtime "$NEWROOT" --local-port 1-1023 || echo 'first stage: no runtime overlay'
echo 'first stage: done'
