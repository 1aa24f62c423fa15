# shellcheck shell=sh
# The part of the agent that works on the node's files. Sourced by muster-agent, which brings root, work, state, ask and say.
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

# Text as one word, with single blanks. Sets $word.
encode() { # TEXT
  word=
  set -f
  # shellcheck disable=SC2086 # it is to be split
  set -- $1
  set +f
  for part in "$@"; do word=$word${word:+\\0040}$part; done
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
      # A link to a folder does as well: images have /bin and /var/run as such.
      if [ ! -d "$file" ]; then what='type'; elif [ -h "$file" ]; then return; fi
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

# What a command said that failed, for people.
reason() {
  why=$(cat "$work/error")
  why=${why##*: }
  [ -n "$why" ] || why=failed
}

# The line in hand has changed something: its hook is to run, once.
changed_item() { # WHAT
  updated=yes
  item "$1" "$path"
  decode "$path"
  changed_paths=$changed_paths$text$nl
  case $hooks in
    *"$nl$run$nl"*) ;;
    *) [ "$run" = - ] || hooks=$hooks$run$nl ;;
  esac
}

# What is there and is not from here is kept beside it, once, when the overlay asks for it.
keep_backup() {
  [ "$backup" = backup ] || return 0
  if [ ! -f "$file" ] || exists "$file.wwbackup"; then return 0; fi
  if digest_of "$file"; then
    case $applied in
      *"$nl"file\ [0-7]*\ [0-9]*\ [0-9]*\ "$digest"\ *\ "$path$nl"*) return 0 ;;
    esac
  fi
  cp -p "$file" "$file.wwbackup" 2>"$work/error"
}

own() { # FILE
  chown "$uid:$gid" "$1" 2>"$work/error" && chmod "$mode" "$1" 2>"$work/error"
}

# Puts what is ready at its place in one step.
replace() { # FILE
  # Moving onto a link to a folder, or onto a folder, would move into it.
  if [ -h "$file" ]; then
    rm -f "$file" 2>"$work/error" || return 1
  elif [ -d "$file" ]; then
    rmdir "$file" 2>"$work/error" || return 1
  fi
  mv -f "$1" "$file" 2>"$work/error"
}

# Puts content at its place. The file beside it is made anew (noclobber), and only what has the right digest gets an owner: who
# may write into the folder could put a link in the way of either.
fill() { # FILE
  if [ ! -e "$1" ]; then
    echo 'its content did not arrive' >"$work/error"
    return 1
  fi
  rm -f "$temporary"
  (set -C && cat "$1" >"$temporary") 2>"$work/error" && digest_of "$temporary" || return 1
  if [ "$digest" != "$content" ]; then
    echo 'its content did not arrive whole' >"$work/error"
    return 1
  fi
  own "$temporary" && replace "$temporary"
}

# Makes the node as the line in hand says.
place() {
  decode "$path"
  file=$root$text
  temporary=${file%/*}/.muster-agent.tmp
  case $what in
    owner | mode) if [ "$type" = file ]; then fill "$file"; else own "$file"; fi ;;
    *)
      case $type in
        dir)
          if exists "$file"; then keep_backup && rm -f "$file" 2>"$work/error" || return 1; fi
          mkdir "$file" 2>"$work/error" && printf '%s\n' "$path" >>"$state/made" && own "$file"
          ;;
        file)
          keep_backup && fill "$work/files/$content"
          ;;
        link)
          decode "$content"
          rm -f "$temporary"
          keep_backup && ln -s "$text" "$temporary" 2>"$work/error" && replace "$temporary"
          ;;
      esac
      ;;
  esac
}

# Takes away what the line in hand placed once, unless it was changed here since.
remove() {
  decode "$path"
  file=$root$text
  if ! exists "$file"; then return; fi
  case $type in
    dir)
      # Only a folder that was made from here, and is empty.
      case $made in
        *"$nl$path$nl"*) if rmdir "$file" 2>/dev/null; then changed_item removed; fi ;;
      esac
      return
      ;;
    link)
      decode "$content"
      if [ ! -h "$file" ] || [ "$(readlink "$file")" != "$text" ]; then
        item kept "$path" 'changed on the node'
        return
      fi
      ;;
    file)
      if [ -h "$file" ] || [ ! -f "$file" ] || ! digest_of "$file" || [ "$digest" != "$content" ]; then
        item kept "$path" 'changed on the node'
        return
      fi
      ;;
  esac
  if [ "$backup" = backup ] && [ -e "$file.wwbackup" ]; then
    mv -f "$file.wwbackup" "$file" 2>"$work/error"
  else
    rm -f "$file" 2>"$work/error"
  fi && changed_item removed && return
  reason
  failed_item "cannot be removed: $why"
  printf '%s\n' "$line" >>"$work/next"
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
  case $format in
    cpio) (cd "$work/files" && cpio -i) <"$work/archive" 2>"$work/error" ;;
    tar) (cd "$work/files" && tar -xf -) <"$work/archive" 2>"$work/error" ;;
  esac
}

# Brings the node in line with the manifest. Lines that were applied before are taken for granted, unless all are to be looked at.
apply() { # all | new
  : >"$work/items"
  : >"$work/next"
  : >"$work/todo"
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
  mv -f "$work/next" "$state/applied"
  run_hooks "$1"
}

# Each line once, in the order of the files. Those that failed before run again with the next change, or when asked to refresh.
run_hooks() { # all | new
  if [ -e "$state/hooks" ] && { [ "$1" = all ] || [ -n "$updated" ]; }; then
    while read -r run; do
      case $hooks in *"$nl$run$nl"*) ;; *) hooks=$hooks$run$nl ;; esac
    done <"$state/hooks"
    rm -f "$state/hooks"
  fi
  printf '%s' "${hooks#"$nl"}" >"$work/hooks"
  hook_failed=
  while read -r run; do
    decode "$run"
    (umask 022 && MUSTER_ROOT=$root MUSTER_CHANGED=$changed_paths exec sh -c "$text") </dev/null >"$work/error" 2>&1
    hook_status=$?
    [ "$hook_status" -ne 0 ] || continue
    hook_failed=yes
    say "hook failed: $text"
    printf '%s\n' "$run" >>"$state/hooks"
    item hook-failed "$run" "status $hook_status: $(cat "$work/error")"
  done <"$work/hooks"
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

