# shellcheck shell=sh
# The part of the agent that knows what is to be done on the node. Sourced by muster-agent, which brings root, work, state, ask and
# say; agent-files.sh does it.
# Lines of manifests are read into $type $mode $uid $gid $content $backup $run $path: "the line in hand" below.
# shellcheck disable=SC2154,SC2034 # what muster-agent brings, and what is for it

# Digests in one request line.
BATCH=50
nl='
'

# Words of the protocol: what would end a word is \0ooo in it, and nothing is a dash. Sets $text.
decode() { # WORD
  case $1 in
    -) text= ;;
    *\\*)
      text=$(printf '%b.' "$1")
      text=${text%.}
      ;;
    *) text=$1 ;;
  esac
}

# Text as one word, with single blanks; backslashes in it are none of the protocol's. Sets $word.
encode() { # TEXT
  word=
  glue=
  set -f
  # shellcheck disable=SC2086 # it is to be split
  set -- $1
  set +f
  for part in "$@"; do
    while :; do
      case $part in *\\*) ;; *) break ;; esac
      word=$word$glue${part%%\\*}\\0134
      glue=
      part=${part#*\\}
    done
    word=$word$glue$part
    glue=\\0040
  done
  [ -n "$word" ] || word=-
}

digest_of() { # FILE; sets $digest
  digest=$(sha256sum <"$1" 2>"$work/error") || return 1
  digest=${digest%% *}
}

exists() {
  [ -e "$1" ] || [ -h "$1" ]
}

# Compares the node with the line in hand ($type … $path). Sets $what, empty when all is as it should be, and $found.
examine() {
  what=
  found=
  decode "$path"
  file=$root$text
  if ! exists "$file"; then
    what=missing
    return
  fi
  case $type in
    link)
      decode "$content"
      if [ ! -h "$file" ]; then
        what='type'
      else
        found=$(readlink "$file")
        [ "$found" = "$text" ] || what=content
      fi
      return
      ;;
    dir)
      # Root's link to a folder does as well: images have /bin and /var/run as such.
      if [ ! -d "$file" ]; then
        what='type'
      elif [ -h "$file" ]; then
        if [ "$(stat -c %u "$file")" != 0 ]; then what='type'; fi
        return
      fi
      ;;
    file)
      if [ -h "$file" ] || [ ! -f "$file" ]; then
        what='type'
      elif ! digest_of "$file" || [ "$digest" != "$content" ]; then
        what=content
        found=$digest
      fi
      ;;
  esac
  [ -z "$what" ] || return
  # shellcheck disable=SC2046 # three numbers
  set -- $(stat -c '%a %u %g' "$file")
  if [ "${2:-} ${3:-}" != "$uid $gid" ]; then
    what=owner
    found=${2:-}:${3:-}
  elif [ $((0$1)) -ne $((0$mode)) ]; then
    what=mode
    found=$1
  fi
}

# item WHAT PATH-WORD [TEXT]: a line of the report.
item() {
  encode "${3:-}"
  printf '%s %s %s\n' "$1" "$2" "$word" >>"$work/items"
}

failed_item() { # TEXT
  failed=yes
  decode "$path"
  say "$text: $1"
  item failed "$path" "$1"
}

# The line in hand has changed something: its hook is to run, once.
changed_item() { # WHAT
  updated=yes
  item "$1" "$path"
  decode "$path"
  changed_paths=$changed_paths$text$nl
  due "$run"
}

# due RUN-WORD: this hook is to run, also when the agent is ended before it comes to that.
due() {
  case $hooks in *"$nl$1$nl"*) return ;; esac
  [ "$1" != - ] || return 0
  hooks=$hooks$1$nl
  printf '%s\n' "$1" >>"$state/due"
}

# Fetches files by their digests into $work/files, some at a time.
fetch() {
  rm -rf "$work/files"
  mkdir -p "$work/files"
  batch=
  count=0
  for digest_wanted in $needed; do
    batch=$batch${batch:+,}$digest_wanted
    count=$((count + 1))
    if [ "$count" -eq "$BATCH" ]; then
      fetch_batch || return 1
      batch=
      count=0
    fi
  done
  [ -z "$batch" ] || fetch_batch
}

fetch_batch() {
  if command -v cpio >/dev/null; then format=cpio; else format=tar; fi
  ask "members?format=$format&digests=$batch" "$work/archive.gz" 'max-time = 600'
  case $status in
    200) ;;
    # They are something else by now: the next manifest says what.
    404) return 0 ;;
    000) return 1 ;;
    *) echo "the server answers $status" >"$work/error" && return 1 ;;
  esac
  gzip -dc <"$work/archive.gz" >"$work/archive" 2>"$work/error" || return 1
  rm -f "$work/archive.gz"
  case $format in
    cpio) (cd "$work/files" && cpio -i) <"$work/archive" 2>"$work/error" ;;
    tar) (cd "$work/files" && tar -xf -) <"$work/archive" 2>"$work/error" ;;
  esac
  unpacked=$?
  rm -f "$work/archive"
  return "$unpacked"
}

# Brings the node in line with the manifest. Lines that were applied before are taken for granted, unless all are to be looked at.
apply() { # all | new
  { true >"$work/items" && true >"$work/next" && true >"$work/todo"; } 2>"$work/error" || return 1
  updated=
  failed=
  needed=
  changed_paths=
  hooks=$nl
  applied=$nl$(cat "$state/applied" 2>/dev/null)$nl
  made=$nl$(cat "$state/made" 2>/dev/null)$nl
  paths=$nl
  while read -r type mode uid gid content backup run path; do
    [ -z "$path" ] || paths=$paths$path$nl
  done <"$work/manifest"
  # What is gone goes first: a folder may be a file from now on. Of folders the inner ones.
  folders=
  if [ -e "$state/applied" ]; then
    while read -r type mode uid gid content backup run path; do
      case $paths in *"$nl$path$nl"*) continue ;; esac
      line="$type $mode $uid $gid $content $backup $run $path"
      if [ "$type" = dir ]; then folders=$line$nl$folders; else remove; fi
    done <"$state/applied"
  fi
  printf '%s' "$folders" >"$work/folders"
  while read -r type mode uid gid content backup run path; do remove; done <"$work/folders"

  while read -r type mode uid gid content backup run path; do
    # The first line.
    [ -n "$path" ] || continue
    line="$type $mode $uid $gid $content $backup $run $path"
    if [ "$1" = new ]; then
      case $applied in
        *"$nl$line$nl"*)
          printf '%s\n' "$line" >>"$work/next"
          continue
          ;;
      esac
    fi
    examine
    if [ -z "$what" ]; then
      printf '%s\n' "$line" >>"$work/next"
      continue
    fi
    printf '%s %s\n' "$what" "$line" >>"$work/todo"
    if [ "$type" = file ] && [ "$what" != owner ] && [ "$what" != mode ]; then
      case " $needed " in *" $content "*) ;; *) needed="$needed $content" ;; esac
    fi
  done <"$work/manifest"

  unfetched=
  if [ -n "$needed" ] && ! fetch; then
    reason
    unfetched=$why
  fi
  while read -r what type mode uid gid content backup run path; do
    line="$type $mode $uid $gid $content $backup $run $path"
    if place; then
      case $what in owner | mode) changed_item adjusted ;; *) changed_item placed ;; esac
      printf '%s\n' "$line" >>"$work/next"
    else
      reason
      failed_item "cannot be placed: ${unfetched:-$why}"
    fi
  done <"$work/todo"
  rm -rf "$work/files" "$work/archive" "$work/archive.gz"
  if ! { cp "$work/next" "$state/next" && mv -f "$state/next" "$state/applied"; } 2>"$work/error"; then
    reason
    path=${state#"$root"}/applied
    failed_item "cannot be kept: $why"
  fi
  run_hooks "$1"
}

# Each line once, in the order of the files. Those that failed before run again with the next change, or when asked to refresh;
# those that were due when the agent was ended run now.
run_hooks() { # all | new
  changed=$updated
  read_hooks due
  if [ "$1" = all ] || [ -n "$changed" ]; then read_hooks hooks; fi
  printf '%s' "${hooks#"$nl"}" >"$work/hooks"
  hook_failed=
  while read -r run; do
    # One that ends the agent is not to run again and again.
    hooks=$nl${hooks#"$nl$run$nl"}
    printf '%s' "${hooks#"$nl"}" >"$state/due"
    run_hook && continue
    hook_failed=yes
    say "hook failed: $text"
    printf '%s\n' "$run" >>"$state/hooks"
    item hook-failed "$run" "status $hook_status: $(tail -c 1000 "$work/error")"
  done <"$work/hooks"
  rm -f "$state/due"
}

# Adds what a list of before holds.
read_hooks() { # LIST
  if [ -e "$state/$1" ]; then
    while read -r run; do
      case $hooks in *"$nl$run$nl"*) ;; *) hooks=$hooks$run$nl ;; esac
    done <"$state/$1"
    rm -f "$state/$1"
  fi
}

run_hook() {
  decode "$run"
  (
    umask 022
    export MUSTER_ROOT="$root" MUSTER_CHANGED="$changed_paths"
    if command -v timeout >/dev/null; then exec timeout "$LONGEST_HOOK" sh -c "$text"; fi
    exec sh -c "$text"
  ) </dev/null >"$work/error" 2>&1
  hook_status=$?
  # What timeout (coreutils, busybox) ends with when it had to end it.
  case $hook_status in 124 | 143) echo "it may have taken longer than $LONGEST_HOOK s" >>"$work/error" ;; esac
  [ "$hook_status" -eq 0 ]
}

# Tells what differs, and changes nothing.
list_differences() {
  : >"$work/items"
  while read -r type mode uid gid content backup run path; do
    [ -n "$path" ] || continue
    examine
    [ -z "$what" ] || item "$what" "$path" "$found"
  done <"$work/manifest"
}

