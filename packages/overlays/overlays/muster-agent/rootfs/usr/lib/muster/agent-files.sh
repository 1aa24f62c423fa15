# shellcheck shell=sh
# The part of the agent that changes the node's files. Sourced by muster-agent after agent.sh, which brings the line in hand.
#
# Some folders belong to users, who may put links wherever they like, at any moment. What is new is therefore made in a folder of
# root's own inside of the one it is for, which is gone into (so that its name no longer matters), and is renamed from there.
# shellcheck disable=SC2154 # what muster-agent and agent.sh bring

# What a command said that failed, for people.
reason() {
  why=$(cat "$work/error")
  why=${why##*: }
  [ -n "$why" ] || why=failed
}

# Folders may be links: images have /bin and /var/run as such. Links that are not root's are not followed.
no_foreign_link() {
  way=${file%/*}
  while [ "$way" != "$root" ]; do
    if [ -h "$way" ] && [ "$(stat -c %u "$way")" != 0 ]; then
      echo "${way#"$root"} is a link that does not belong to root" >"$work/error"
      return 1
    fi
    way=${way%/*}
  done
}

# beside COMMAND [ARGUMENT…]: runs it in a new folder beside $file that only root can get into. What it names ../X is beside $file.
beside() {
  no_foreign_link && (
    exec 2>"$work/error"
    cd -P "${file%/*}/" || exit 1
    around=$PWD
    mkdir -m 700 .muster-agent.tmp 2>/dev/null || { rm -rf .muster-agent.tmp && mkdir -m 700 .muster-agent.tmp; } || exit 1
    cd -P .muster-agent.tmp || exit 1
    case "$PWD $(stat -c '%u %a' .)" in
      "${around%/}/.muster-agent.tmp 0 "*700) ;;
      *) echo 'somebody else put something in its way' >&2 && exit 1 ;;
    esac
    "$@"
    result=$?
    cd -P .. && rm -rf .muster-agent.tmp
    exit "$result"
  )
}

own() { # FILE
  chown -h "$uid:$gid" "$1" && chmod "$mode" "$1"
}

# In one step; onto a link, not into the folder that it leads to.
rename() { # FROM TO
  if [ -z "$onto" ] && [ -h "$2" ] && [ -d "$2" ]; then rm -f "$2" || return 1; fi
  mv -f ${onto:+"$onto"} "$1" "$2"
}

# Puts what is ready at its place.
replace() {
  if [ -d "$file" ] && [ ! -h "$file" ]; then rmdir "$file" || return 1; fi
  rename new "../${file##*/}"
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
  cp -p "../${file##*/}" old && rename old "../${file##*/}.wwbackup"
}

# The content is looked at where nobody else can change it any more.
fill() { # FILE
  if [ ! -e "$1" ]; then
    echo 'its content did not arrive' >&2
    return 1
  fi
  cat "$1" >new && digest_of new || return 1
  if [ "$digest" != "$content" ]; then
    echo 'its content did not arrive whole' >&2
    return 1
  fi
  own new && replace
}

place_file() { # FILE
  keep_backup && fill "$1"
}

place_link() { # TARGET
  keep_backup && ln -s -- "$1" new && chown -h "$uid:$gid" new && replace
}

place_folder() {
  keep_backup && mkdir new && own new || return 1
  if exists "$file"; then rm -f "$file" || return 1; fi
  replace
}

# Owner and mode of a folder, which by now may be something else.
adjust_folder() {
  no_foreign_link && (
    exec 2>"$work/error"
    cd -P "${file%/*}/" && around=$PWD && cd -P "$file" || exit 1
    if [ "$PWD" != "${around%/}/${file##*/}" ]; then
      echo 'it is no folder any more' >&2
      exit 1
    fi
    own .
  )
}

# Makes the node as the line in hand says.
place() {
  decode "$path"
  file=$root$text
  case $what:$type in
    owner:file | mode:file) beside fill "$file" ;;
    owner:dir | mode:dir) adjust_folder ;;
    *:file) beside place_file "$work/files/$content" ;;
    *:link)
      decode "$content"
      beside place_link "$text"
      ;;
    *:dir) beside place_folder && printf '%s\n' "$path" >>"$state/made" ;;
  esac
}

# Takes away what the line in hand placed once, unless it was changed here since.
remove() {
  decode "$path"
  file=$root$text
  if ! exists "$file"; then return; fi
  if ! no_foreign_link; then
    reason
    item kept "$path" "$why"
    return
  fi
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
    rename "$file.wwbackup" "$file" 2>"$work/error"
  else
    rm -f "$file" 2>"$work/error"
  fi && changed_item removed && return
  reason
  failed_item "cannot be removed: $why"
  printf '%s\n' "$line" >>"$work/next"
}
