# shellcheck shell=sh
# What is to be deployed: the server's manifest, version 1. Lines of words:
#   muster-deploy 1
#   root TYPE SIZE                        where it goes; SIZE as tmpfs(5) has it
#   root disk WHEN                        onto a local disk, anew when "changed" or "always", with lines of
#   disk DEVICE wipe|keep                   what to do with one that is not as described, followed by
#   partition NUMBER START SIZE TYPE UUID NAME              MiB and GUIDs; "-" for what is not said
#   filesystem DEVICE FORMAT wipe|keep LABEL UUID PATH OPTIONS    in the order of mounting
#   scripts                               overlays bring scripts that run before
#   blob ROLE FORM SIZE DIGEST PATH       a part that is the same for many nodes, followed by
#   chunk DIGEST                          SHA-256 of each 4 MiB of it
#   archive ROLE FORM PATH                a part of this node's own
#   end

# Tries that the server refuses before the machine restarts: a token that expired while the server was away is no use.
refusals_left=12

get_manifest() {
    fetch "$MUSTER_URL/v1/deploy/$MUSTER_WWID?version=1&token=$MUSTER_TOKEN" "$work/manifest" || {
        say "manifest: $(why_not "$work/manifest")"
        count_refusal
        return 1
    }
    send_reports
    read_manifest || fail manifest "$why"
}

# After a fetch that failed.
count_refusal() {
    case $status in
        401 | 403) refusals_left=$((refusals_left - 1)) ;;
    esac
    [ "$refusals_left" -gt 0 ] || give_up "the server refuses this boot"
}

# read_manifest: into $root_type, $root_size, $has_scripts, and the files parts and chunks.N of $work.
read_manifest() {
    rm -f "$work"/chunks.*
    : >"$work/parts"
    : >"$work/disks"
    why='the manifest is cut off, or of a version that this initramfs does not know: build it again (muster image dracut)'
    root_type='' root_size='' has_scripts='' blob='' number=0 complete=''
    while read -r word a b c d e; do
        [ -z "$complete" ] || return 1
        case $number.$word in
            0.muster-deploy) [ "$a" = 1 ] || return 1 ;;
            0.*) return 1 ;;
            *.root) root_type=$a root_size=$b ;;
            *.disk | *.partition | *.filesystem) echo "$word $a $b $c $d $e" >>"$work/disks" ;;
            *.scripts) has_scripts=yes ;;
            *.blob)
                blob=$number
                : >"$work/chunks.$blob"
                echo "$number blob $a $b $c $d $e" >>"$work/parts"
                ;;
            *.chunk)
                [ -n "$blob" ] || return 1
                echo "$a" >>"$work/chunks.$blob"
                ;;
            *.archive) echo "$number archive $a $b - - $c" >>"$work/parts" ;;
            *.end) complete=yes ;;
            *) return 1 ;;
        esac
        number=$((number + 1))
    done <"$work/manifest"
    [ -n "$complete" ] && [ -n "$root_type" ]
}
