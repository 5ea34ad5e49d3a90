#!/bin/sh
# Prints an entry for a folder's isos.d: KEY for the ISO at FILE.
# Usage: scripts/catalog-entry.sh KEY FILE
set -eu
if [ $# -ne 2 ] || [ ! -f "$2" ] || [ ! -f "$2.sha256" ]; then
  echo "usage: ${0##*/} KEY FILE, where FILE is an ISO of make-iso.sh with its .sha256" >&2
  exit 2
fi
folder=$(CDPATH='' cd -- "$(dirname -- "$2")" && pwd)
case $2 in
  *arm64*) architecture=arm64 ;;
  *) architecture=amd64 ;;
esac
read -r digest _ <"$2.sha256"
name=${2##*/}
short=$(printf %.12s "$digest")
cat <<ENTRY
$1:
  name: made by installer/make-iso.sh
  url: file://$folder/$name
  # A new ISO gets a new name, because PIM uses no file with a changed checksum.
  filename: ${name%.iso}-$short.iso
  checksum: sha256:$digest
  architecture: $architecture
ENTRY
