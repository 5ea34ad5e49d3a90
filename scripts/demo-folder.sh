#!/bin/sh
# Makes the demo's configuration folder: examples/small, with the project's own Debian ISO as the
# catalog and a script that needs no mirror. Existing files stay, so that people can edit them.
set -eu
folder=$1
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
if [ ! -d "$folder" ]; then
  mkdir -p "$(dirname -- "$folder")"
  cp -r "$root/examples/small" "$folder"
  rm -f "$folder"/isos.d/*
  cp "$root/scripts/demo/developer.sh" "$folder/scripts.d/developer.sh"
fi
mkdir -p "$folder/isos.d"
"$root/scripts/catalog-entry.sh" debian-12-amd64-netinst \
  "$root/build/isos/pim-debian-12-amd64-netinst.iso" >"$folder/isos.d/demo.yml"
