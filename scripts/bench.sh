#!/bin/sh
# How long commands take to start: medians of n runs, and their ratio to `java -version`.
# usage: scripts/bench.sh [RUNS]
set -eu
runs=${1:-11}
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
pim=$root/bin/pim
home=$(mktemp -d)
trap 'env HOME="$home" "$pim" down >/dev/null 2>&1; rm -rf "$home"' EXIT
temporal=${XDG_CACHE_HOME:-$HOME/.cache}/pim/tools/temporal-1.5.1
PATH=$PATH:$temporal
HOME=$home
export HOME PATH
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME XDG_STATE_HOME XDG_RUNTIME_DIR TEMPORAL_ADDRESS

# Milliseconds of one run of a command, whatever it says or ends with.
milliseconds() {
  begin=$(date +%s%N)
  "$@" >/dev/null 2>&1 || true
  end=$(date +%s%N)
  echo $(((end - begin) / 1000000))
}

median() {
  i=0
  while [ "$i" -lt "$runs" ]; do
    milliseconds "$@"
    i=$((i + 1))
  done | sort -n | sed -n "$(((runs + 1) / 2))p"
}

# Prints a line: what, milliseconds, ratio, goal.
report() {
  what=$1 goal=$2
  shift 2
  took=$(median "$@")
  ratio=$((took * 10 / (base > 0 ? base : 1)))
  verdict=ok
  [ "$took" -le "$goal" ] || verdict=slow
  printf '%-28s %5d ms  %3d.%d x  goal %4d ms  %s\n' "$what" "$took" $((ratio / 10)) $((ratio % 10)) "$goal" "$verdict"
}

cd "$root/examples/small"
# The class archive is made in the background after the first start.
"$pim" --version >/dev/null
archive=$root/pim-cli/target/dist/cds
tries=0
until ls "$archive"/*.jsa >/dev/null 2>&1 || [ "$tries" -ge 60 ]; do
  sleep 1
  tries=$((tries + 1))
done
"$pim" up --no-worker >/dev/null 2>&1 || echo "no Temporal server: build list is measured without one" >&2
base=$(median java -version)
printf '%-28s %5d ms   (median of %d, load %s)\n' "java -version" "$base" "$runs" "$(cut -d' ' -f1 /proc/loadavg 2>/dev/null || echo '?')"
report "pim --version" 250 "$pim" --version
report "pim __complete build run" 400 "$pim" __complete -- build run ''
report "pim --help" 800 "$pim" --help
report "pim profile list" 800 "$pim" profile list
report "pim build list" 800 "$pim" build list
report "pim doctor" 5000 "$pim" doctor
