#compdef pim
# Completes pim in zsh. In ~/.zshrc, after compinit:  source <(pim completion zsh)

_pim() {
  local line files=''
  local -a values shown
  # (Q) removes quotes from the typed text, and evaluates nothing.
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      files=1
      continue
    fi
    values+=("${line%%$'\t'*}")
    if [[ $line == *$'\t'?* ]]; then
      shown+=("${line%%$'\t'*}  -- ${line#*$'\t'}")
    else
      shown+=("${line%%$'\t'*}")
    fi
  done < <("${words[1]/#\~/$HOME}" __complete -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)
  # compadd quotes inserted text.
  if (( ${#values} )); then
    compadd -l -d shown -a values
  fi
  if [[ -n $files ]]; then
    _files
  fi
}

# If autoload reads this file from a folder of fpath, the file is the function's body.
if [[ ${funcstack[1]-} == _pim ]]; then
  _pim "$@"
else
  compdef _pim pim
fi
