#!/bin/sh
# Prints the Homebrew formula that installs an archive. PIM_URL is the project's site and PIM_DOWNLOADS its download
# folder; the defaults are reserved names.
# Usage: VERSION=v scripts/dist/formula.sh ARCHIVE
set -eu

archive=$1
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
url=${PIM_URL:-https://pim.example/}
sum=$(sha256sum <"$archive" | cut -d ' ' -f 1)
# Homebrew finds the version in the archive's name, except for a snapshot.
sed -e "s|@URL@|$url|" -e "s|@DOWNLOAD@|${PIM_DOWNLOADS:-${url%/}/releases}/${archive##*/}|" -e "s|@SHA256@|$sum|" \
  -e "s|@VERSION@|$VERSION|" "$root/deploy/homebrew/pim.rb"
