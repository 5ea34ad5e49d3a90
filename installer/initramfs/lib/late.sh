# shellcheck shell=dash
# The commands a preseed brings.

run_late_command() {
  run_hook preseed/late_command
}

# run_hook QUESTION: run by a shell, with in-target on PATH, as debian-installer does.
run_hook() {
  has_answer "$1" || return 0
  answer "$1" >/run/hook.sh
  sh /run/hook.sh || fail "$1 ended with status $?"
}
