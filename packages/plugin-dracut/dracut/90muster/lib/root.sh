# shellcheck shell=sh
# Where the image goes. Each type of root is a file root-TYPE.sh with four functions: open_root makes it ready for the image,
# take_image FORM takes the image from standard input, finish_root leaves a root at $NEWROOT that can be written to, and
# remove_root takes everything away again, however far it was. It may have seal_root besides, for the end, and says by
# $root_whole that the image need not be fetched.

deploy_root() {
    [ -e "$lib/root-$root_type.sh" ] || {
        fail manifest "this initramfs knows no root $root_type; build it again: muster image dracut"
        return 1
    }
    seal_root() { :; }
    root_whole=
    # shellcheck source=/dev/null
    . "$lib/root-$root_type.sh"
    open_root || {
        fail image "no root $root_type could be made: $(one_line "$work/error")"
        return 1
    }
    [ -n "$root_whole" ] || deploy_parts blob || return 1
    finish_root || {
        fail image "no root $root_type could be made of the image: $(one_line "$work/error")"
        return 1
    }
    [ -n "$has_scripts" ] || get_archives || return 1
    deploy_parts archive || return 1
    seal_root || fail image "the root $root_type could not be finished: $(one_line "$work/error")"
}

# deploy_parts KIND: in the manifest's order; later ones win.
deploy_parts() {
    while read -r number kind role form size digest path <&3; do
        [ "$kind" = "$1" ] || continue
        say "deploying $role"
        "deploy_$kind" || return 1
    done 3<"$work/parts"
}

deploy_blob() {
    # Of its own: a curl of an earlier attempt may still be writing.
    rm -rf "$work"/nest.*
    nest=$work/nest.$(now)
    mkdir -p "$nest"
    {
        stream_blob "$number" "$role" "$size" "$digest" "$path"
        echo $? >"$work/streamed"
    } | {
        take_image "$form"
        echo $? >"$work/taken"
    }
    read -r streamed <"$work/streamed"
    read -r taken <"$work/taken"
    # Of a blob that could not be fetched everything is told already.
    [ "$streamed" -ne 1 ] || return 1
    [ "$streamed.$taken" = 0.0 ] || fail "$role" "$role could not be unpacked: $(one_line "$work/error")"
}

deploy_archive() {
    unpack "$form" <"$work/archive.$number" || {
        fail "$role" "$role could not be unpacked: $(one_line "$work/error")"
        return 1
    }
    rm -f "$work/archive.$number"
}

# Until a type of root is known there is none to take away.
remove_root() { :; }
