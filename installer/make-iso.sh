#!/bin/bash
# Makes one of the project's own installer ISOs from .debs, with the machine's own apt configuration.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib/common.sh
. "$here/lib/common.sh"
# shellcheck source=lib/apt.sh
. "$here/lib/apt.sh"
# shellcheck source=lib/trees.sh
. "$here/lib/trees.sh"
# shellcheck source=lib/boot.sh
. "$here/lib/boot.sh"
# shellcheck source=lib/iso.sh
. "$here/lib/iso.sh"
# shellcheck source=lib/cache.sh
. "$here/lib/cache.sh"

usage() {
  cat <<USAGE
usage: make-iso.sh debian|tiny|di-netboot [--arch x86_64|arm64] [--output FILE] [--refresh]

  debian      a real Debian 12 (x86_64), unpacked by a small installer
  tiny        a kernel, busybox and dropbear (x86_64, arm64)
  di-netboot  debian-installer's own kernel and initrd (x86_64)

  --refresh   look for newer packages now; otherwise once a day
USAGE
}

kind='' arch=x86_64 output='' refresh=
while [ $# -gt 0 ]; do
  case $1 in
    --arch) arch=${2:?--arch needs x86_64 or arm64}; shift ;;
    --output) output=${2:?--output needs a file name}; shift ;;
    --refresh) refresh=yes ;;
    -h | --help) usage; exit 0 ;;
    debian | tiny | di-netboot) kind=$1 ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done
[ -n "$kind" ] || { usage >&2; exit 2; }

case $arch in
  x86_64 | amd64) deb_arch=amd64 install_dir=install.amd ;;
  arm64 | aarch64) deb_arch=arm64 install_dir=install.a64 ;;
  *) usage >&2; exit 2 ;;
esac

# shellcheck source=/dev/null
. "$here/isos/$kind.sh"
output=${output:-$(dirname "$here")/build/isos/$(iso_name)}

need_tools
cache_open
apt_open
apt_plan
if cache_is_current; then
  say "unchanged: $output"
  exit 0
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/pim-iso.XXXXXX")
trap 'remove_tree "$work"' EXIT
mkdir -p "$work/iso/$install_dir"

iso_build
iso_write "PIM_$(label_part "$kind")_$(label_part "$deb_arch")" "$work/iso" "$work/out.iso"
cache_store "$work/out.iso"
say "made: $output ($(du -h "$output" | cut -f1), ${SECONDS}s)"
