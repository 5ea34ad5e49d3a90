# Completes pim in bash 3.2 and later. In ~/.bashrc:  source <(pim completion bash)
# (bash 3.2, as on macOS, cannot source such a file; use:  eval "$(pim completion bash)")

_pim() {
  local word line value words=() joined='' files='' prefix=''
  # Bash splits words at = and :, and passes these as separate words; pim needs complete words.
  for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
    if [[ ${#words[@]} -gt 0 && ( $word == [=:]* || $joined ) ]]; then
      words[${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
    [[ $word == [=:] ]] && joined=1 || joined=''
  done
  word=${words[${#words[@]} - 1]}
  [[ $COMP_WORDBREAKS == *=* && $word == -*=* ]] && prefix=${word%%=*}=
  # The typed text may be quoted; it is never evaluated.
  word=${word//[\\\"\']/}
  words[${#words[@]} - 1]=$word
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :files) files=1 ;;
      *)
        value=${line%%$'\t'*}
        # A name may contain characters that are special to the shell.
        printf -v value %q "${value#"$prefix"}"
        COMPREPLY+=("$value")
        ;;
    esac
  done < <("${COMP_WORDS[0]/#\~/$HOME}" __complete -- "${words[@]}" 2>/dev/null)
  if [[ $files ]]; then
    compopt -o filenames 2>/dev/null
    while IFS= read -r line; do
      COMPREPLY+=("$line")
    done < <(compgen -f -- "${word#"$prefix"}")
  fi
}

complete -F _pim pim
