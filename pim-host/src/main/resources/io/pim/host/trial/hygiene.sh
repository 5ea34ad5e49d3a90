#!/bin/sh
# Looks into a booted copy of an image, as root: what an instance must have of its own, and what
# must not have come with the image. Prints a line a check; exits 1 when one is not met. POSIX sh.
# PIM_HOSTNAME and PIM_INSTANCE_ID are what the instance was given; PIM_RUN and PIM_WORK are this
# run's own folders.
set -u

failed=0
pass() { printf 'ok    %s\n' "$*"; }
fail() {
  printf 'FAIL  %s\n' "$*"
  failed=1
}
check() {
  what=$1
  shift
  if "$@"; then pass "$what"; else fail "$what"; fi
}

boot_time=$(awk '/^btime/ { print $2 }' /proc/stat)

# A file of the instance's own was written since it booted; the clock ticks in whole seconds.
made_since_boot() {
  [ -s "$1" ] && [ "$(stat -c %Y "$1")" -ge $((boot_time - 1)) ]
}

# cloud-init writes this file at the end of its last stage. Waiting for it costs nothing, while
# "cloud-init status --wait" starts Python, which slows down the boot that it waits for.
result=/run/cloud-init/result.json
cloud_init_ended_well() {
  waited=0
  until made_since_boot "$result"; do
    [ -e /run/cloud-init/enabled ] && [ $waited -lt 600 ] || return
    sleep 1
    waited=$((waited + 1))
  done
  grep -q '"errors": *\[\]' "$result"
}

if cloud_init_ended_well; then
  pass "cloud-init is done"
elif command -v cloud-init >/dev/null 2>&1; then
  cloud-init status --wait >/dev/null 2>&1
  status=$?
  # 2 means done, with complaints that did not stop it.
  if [ $status -eq 0 ] || [ $status -eq 2 ]; then
    pass "cloud-init is done"
  else
    fail "cloud-init is done (exit status $status): $(cloud-init status --long 2>&1 | tail -n 5)"
  fi
else
  fail "cloud-init is installed"
fi
check "the host name is the instance's ($PIM_HOSTNAME)" [ "$(hostname)" = "$PIM_HOSTNAME" ]

if [ -r /var/lib/cloud/data/instance-id ]; then
  check "the instance id is the instance's" \
    [ "$(cat /var/lib/cloud/data/instance-id)" = "$PIM_INSTANCE_ID" ]
else
  fail "cloud-init knows an instance id"
fi
others=$(find /var/lib/cloud/instances -mindepth 1 -maxdepth 1 ! -name "$PIM_INSTANCE_ID" 2>/dev/null)
check "no other instance's data came with the image" [ -z "$others" ]

check "the machine id was made at this boot" made_since_boot /etc/machine-id
host_keys=0
for key in /etc/ssh/ssh_host_*_key /etc/dropbear/dropbear_*_host_key; do
  [ -e "$key" ] || continue
  host_keys=1
  check "host key $key was made at this boot" made_since_boot "$key"
done
check "there is an SSH host key" [ $host_keys -eq 1 ]

left=$(
  {
    printf '%s\n' /root /home/*
    cut -d : -f 6 /etc/passwd
  } | sort -u | while IFS= read -r home; do
    grep -l ' pim-build:' "$home/.ssh/authorized_keys" 2>/dev/null
  done
)
check "no build's key came with the image" [ -z "$left" ]
left=$(
  {
    find /var/tmp -mindepth 1 -maxdepth 1 -name 'pim-*'
    # /run is on the disk where nothing is mounted there.
    find /run/pim -mindepth 1 -maxdepth 1
  } 2>/dev/null | grep -v -x -F -e "$PIM_WORK" -e "$PIM_RUN"
)
check "no build's files came with the image" [ -z "$left" ]
left=$(find /var/lib/systemd/coredump /var/crash -type f 2>/dev/null | head -n 3)
check "no core dumps" [ -z "$left" ]
# The journal's files are made large, and the instance's own are there already.
left=
if [ -s /etc/machine-id ]; then
  id=$(cat /etc/machine-id)
  left=$(find /var/log/journal -mindepth 1 -maxdepth 1 ! -name "$id" 2>/dev/null)
fi
check "no other machine's journal came with the image" [ -z "$left" ]
left=$(find /var/log -type f -size +4096k ! -path '/var/log/journal/*' 2>/dev/null | head -n 3)
check "logs are small" [ -z "$left" ]

exit $failed
