#!/bin/sh
# Packs a built distribution as archives, Debian package and Homebrew formula. Equal input gives equal bytes.
# Usage: VERSION=v SOURCE_DATE_EPOCH=seconds scripts/dist/pack.sh DISTRIBUTION BOM FOLDER
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
here=$root/scripts/dist
built=$(CDPATH='' cd -P -- "$1" && pwd -P)
bom=$2 out=$3
: "${VERSION:?}" "${SOURCE_DATE_EPOCH:?}"
export VERSION SOURCE_DATE_EPOCH LC_ALL=C TZ=UTC0
umask 022

work=$(mktemp -d "${TMPDIR:-/tmp}/pim-pack.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

# archive FOLDER FILE: packs FOLDER of $work as a .tar.gz without any trace of this machine or the time.
archive() {
  tar -C "$work" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
    --mode='u=rwX,go=rX' --format=gnu -c "$1" | gzip -6n >"$2"
}

echo "packing PIM $VERSION"
name=pim-$VERSION
tree=$work/$name
mkdir -p "$tree/share/doc/pim"
cp -R "$built/bin" "$built/lib" "$built/build-id" "$tree/"
cp -R "$built/share/." "$tree/share/"
cp "$root/LICENSE" "$root/NOTICE" "$tree/"
cp "$root/CHANGELOG.md" "$tree/share/doc/pim/"
cp "$bom" "$tree/share/doc/pim/sbom.cdx.json"
java -cp "$built/lib/*" "$here/ThirdPartyNotices.java" "$built/lib" "$bom" >"$tree/share/doc/pim/THIRD-PARTY.md"

rm -rf "$work/out"
mkdir "$work/out"
archive "$name" "$work/out/$name.tar.gz"
cp "$bom" "$work/out/$name.cdx.json"
"$here/deb.sh" "$tree" "$work/out/pim_${VERSION}_all.deb"
"$here/formula.sh" "$work/out/$name.tar.gz" >"$work/out/pim.rb"

# Last, because it adds to the tree.
"$here/runtime.sh" "$tree/lib" "$tree/runtime"
archive "$name" "$work/out/$name-linux-x86_64.tar.gz"

(cd "$work/out" && sha256sum -- *) >"$work/sums"
mv "$work/sums" "$work/out/SHA256SUMS"
mkdir -p "$out"
rm -f "$out"/pim[-_]*.tar.gz "$out"/pim_*.deb "$out"/pim-*.cdx.json "$out/pim.rb" "$out/SHA256SUMS"
mv "$work/out"/* "$out/"
cat "$out/SHA256SUMS"
