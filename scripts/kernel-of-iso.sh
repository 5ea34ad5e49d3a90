#!/bin/sh
# Prints the path of the kernel of an ISO of make-iso.sh, and extracts it once. Tests of the
# accelerator probe boot it.
set -eu
iso=$1
kernel=${iso%.iso}.vmlinuz
if [ ! -f "$kernel" ] || [ "$iso" -nt "$kernel" ]; then
  xorriso -osirrox on -indev "$iso" -extract /install.amd/vmlinuz "$kernel.tmp" >/dev/null 2>&1
  touch "$kernel.tmp"
  mv -f "$kernel.tmp" "$kernel"
fi
echo "$(CDPATH='' cd -- "$(dirname -- "$kernel")" && pwd)/${kernel##*/}"
