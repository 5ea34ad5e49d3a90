#!/bin/sh
# Makes a clean Debian root, once a day, for tests of the files of make dist, and prints its path: a tar of a release's
# essential packages and apt, from the mirrors of this machine's own apt. As root.
# Usage: scripts/dist/debian-root.sh [CODENAME]
set -eu

own=$(. /etc/os-release && echo "$VERSION_CODENAME")
suite=${1:-$own}
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
tar=$root/build/roots/$suite.tar
if [ -z "$(find "$tar" -mmin -1440 2>/dev/null)" ]; then
  work=$(mktemp -d "${TMPDIR:-/tmp}/pim-root.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  # Proxies and other settings that this machine's apt needs to reach its mirror.
  apt-config dump Acquire >"$work/apt.conf"
  set --
  for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
    # Only those that follow the releases, with the wanted one's name.
    words="\\(^\\|[[:space:]]\\)$own\\(-[a-z]*\\)\\{0,1\\}\\([[:space:]]\\|\$\\)"
    grep -q "$words" "$list" 2>/dev/null || continue
    sed "s/\\b$own\\b/$suite/g" "$list" >"$work/${list##*/}"
    set -- "$@" "$work/${list##*/}"
  done
  mmdebstrap --quiet --variant=apt --skip=cleanup/apt/lists --aptopt="$work/apt.conf" \
    "$suite" "$work/root.tar" "$@" >&2
  mkdir -p "${tar%/*}"
  mv "$work/root.tar" "$tar"
fi
echo "$tar"
