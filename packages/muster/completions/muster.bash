# Completion of muster for bash 4.1 and later; "muster completion bash" prints it. Needs nothing but muster itself.

_muster() {
  local line=${COMP_LINE:0:COMP_POINT} words=() word rest head answer at
  # bash splits at COMP_WORDBREAKS too (@ : =); only blanks part words here.
  for ((at = 0; at <= COMP_CWORD; at++)); do
    rest=${line#"${line%%[![:space:]]*}"}
    word=${COMP_WORDS[at]}
    ((at < COMP_CWORD)) || word=$rest
    if ((at == 0)) || [[ $rest != "$line" ]]; then
      words+=("$word")
    else
      words[${#words[@]} - 1]+=$word
    fi
    line=${rest#"$word"}
  done

  # What stands before the part of the word that bash replaces: all of it up to the last break, or to the quote it begins with.
  # An @ goes with what follows it.
  word=${words[${#words[@]} - 1]}
  head=
  [[ $word == [\"\']* ]] || head=${word%"${word##*["$COMP_WORDBREAKS"]}"}
  head=${head%@}
  for at in "${!words[@]}"; do
    word=${words[at]}
    [[ $word == [\"\']* ]] && word=${word:1}
    [[ $word == *[\"\'] ]] && word=${word%?}
    words[at]=${word//\\/}
  done

  COMPREPLY=()
  while IFS= read -r answer; do
    case $answer in
      /) compopt -o default 2>/dev/null ;;
      [=+]*)
        word=${answer:1}
        word=${word%%$'\t'*}
        COMPREPLY+=("${word#"$head"}")
        [[ $answer != +* ]] || compopt -o nospace 2>/dev/null
        ;;
    esac
  done < <("${words[0]}" __complete -- "${words[@]:1}" 2>/dev/null </dev/null)
}

complete -o nosort -F _muster muster 2>/dev/null || complete -F _muster muster
