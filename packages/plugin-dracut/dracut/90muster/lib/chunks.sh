# shellcheck shell=sh
# A blob, chunk by chunk: each is checked before anything of it is passed on. So what unpacks it never sees a wrong byte, and
# after any interruption it goes on at a chunk's border.

chunk_size=4194304
# Chunks fetched by one curl, over one connection. Twice as many are in memory at most.
batch=4

# stream_blob NUMBER ROLE SIZE DIGEST PATH: to standard output. The next chunks are fetched while these are passed on.
# 1: they could not be fetched; 2: nobody takes them.
stream_blob() {
    role=$2 digest=$4 path=$5
    total=$((($3 + chunk_size - 1) / chunk_size))
    step=$(($1 * 1000000))
    first=0
    exec 4<"$work/chunks.$1"
    fetch_batch || return 1
    while [ "$first" -lt "$total" ]; do
        this=$first
        first=$((first + batch))
        fetch_batch &
        fetcher=$!
        pass_on "$this" || {
            kill "$fetcher" 2>/dev/null
            wait "$fetcher"
            return 2
        }
        wait "$fetcher" || return 1
    done
}

# fetch_batch: the chunks from $first on, until all are there and right. Their digests are the next lines of descriptor 4,
# whose place a batch in the background shares with its parent.
fetch_batch() {
    last=$((first + batch < total ? first + batch - 1 : total - 1))
    wanted=
    chunk=$first
    while [ "$chunk" -le "$last" ]; do
        read -r line <&4 || return 1
        wanted="$wanted $line"
        chunk=$((chunk + 1))
    done
    tries=0
    fresh=
    until fetch_missing; do
        hold "$tries" || return 1
        tries=$((tries + 1))
    done
    [ "$first" -le "$last" ] || return 0
    progress $((step + last))
    [ $((first / batch % 16)) -ne 0 ] || say "$role: $((last + 1)) of $total chunks"
}

# fetch_missing: one try to get all chunks from $first to $last that are not there.
fetch_missing() {
    list_missing >"$work/chunk-list"
    [ -s "$work/chunk-list" ] || return 0
    rm -f "$work/head"
    curl --fail-early --config "$work/chunk-list" 2>"$work/chunk-error"
    result=$?
    [ ! -e "$work/head" ] || keep_retry_after
    check_chunks || return 1
    [ "$result" -eq 0 ] || fail "$role" "blob $digest: $(one_line "$work/chunk-error")"
}

# list_missing: what curl has to fetch, as its configuration. An answer longer than a chunk is one to another question.
list_missing() {
    chunk=$first
    next=
    while [ "$chunk" -le "$last" ]; do
        if [ ! -e "$nest/$chunk" ]; then
            printf '%surl = "%s"\n' "$next" "$MUSTER_URL$path"
            printf 'range = %s-%s\n' $((chunk * chunk_size)) $(((chunk + 1) * chunk_size - 1))
            printf '%s\n' silent show-error globoff fail 'connect-timeout = 10' 'speed-time = 30' 'speed-limit = 1'
            printf 'max-filesize = %s\noutput = "%s"\ndump-header = "%s"\n' "$chunk_size" "$nest/new.$chunk" "$work/head"
            # A cache on the way may be what holds the wrong bytes.
            [ -z "$fresh" ] || echo 'header = "Cache-Control: no-cache"'
            next='next
'
        fi
        chunk=$((chunk + 1))
    done
}

# check_chunks: what came and is right gets its name; the rest is thrown away. Fails when a whole chunk was wrong: of the one
# that curl did not get whole, curl's own word says more.
check_chunks() {
    chunk=$first
    wrong=
    for right in $wanted; do
        if [ -e "$nest/new.$chunk" ]; then
            sum=$(sha256sum <"$nest/new.$chunk")
            if [ "${sum%% *}" = "$right" ]; then
                mv "$nest/new.$chunk" "$nest/$chunk"
            else
                rm -f "$nest/new.$chunk"
                [ "$result" -ne 0 ] || wrong=$((chunk + 1))
            fi
        fi
        chunk=$((chunk + 1))
    done
    [ -n "$wrong" ] || return 0
    fresh=yes
    fail "$role" "chunk $wrong of $total of blob $digest does not have its digest"
}

# pass_on FIRST: the chunks of a batch, and forgets them.
pass_on() {
    chunk=$1
    set --
    while [ "$chunk" -lt "$first" ] && [ "$chunk" -lt "$total" ]; do
        set -- "$@" "$nest/$chunk"
        chunk=$((chunk + 1))
    done
    cat "$@" && rm -f "$@"
}
