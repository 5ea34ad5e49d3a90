#!/bin/sh
# Packs a distribution as a Debian package. Its maintainer scripts are in deploy/debian.
# Usage: VERSION=v SOURCE_DATE_EPOCH=seconds scripts/dist/deb.sh TREE FILE
set -eu

tree=$1 file=$2
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
from=$root/deploy/debian
work=$(mktemp -d "${TMPDIR:-/tmp}/pim-deb.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
deb=$work/deb
# The package's own copy. postinst links its files into a folder for their version.
dist=$deb/usr/lib/pim/dist
doc=$deb/usr/share/doc/pim
mkdir -p "$dist/bin" "$dist/lib" "$doc" "$deb/usr/bin" "$deb/usr/lib/systemd/system" "$deb/DEBIAN"
cp "$tree/bin/pim" "$dist/bin/"
cp "$tree"/lib/*.jar "$dist/lib/"
cp "$tree/build-id" "$dist/"
ln -s ../lib/pim/current/bin/pim "$deb/usr/bin/pim"
cp "$from/pim-worker.service" "$deb/usr/lib/systemd/system/"

# share TO FROM: copies a file of the tree to its path in Debian.
share() {
  mkdir -p "$deb/usr/share/${1%/*}"
  cp "$tree/share/$2" "$deb/usr/share/$1"
}
share bash-completion/completions/pim bash-completion/completions/pim
share zsh/vendor-completions/_pim zsh/site-functions/_pim
share fish/vendor_completions.d/pim.fish fish/vendor_completions.d/pim.fish
mkdir -p "$deb/usr/share/man/man1"
cp "$tree"/share/man/man1/*.1 "$deb/usr/share/man/man1/"
cp "$from/copyright" "$tree/NOTICE" "$tree/share/doc/pim/THIRD-PARTY.md" "$tree/share/doc/pim/sbom.cdx.json" "$doc/"
{
  echo "pim ($VERSION) unstable; urgency=medium"
  echo
  echo "  * See CHANGELOG.md.gz."
  echo
  echo " -- $(sed -n 's/^Maintainer: //p' "$from/control")  $(date -u -R -d "@$SOURCE_DATE_EPOCH")"
} >"$doc/changelog"
cp "$tree/share/doc/pim/CHANGELOG.md" "$doc/"
gzip -9n "$deb"/usr/share/man/man1/*.1 "$doc/changelog" "$doc/CHANGELOG.md" "$doc/THIRD-PARTY.md" "$doc/sbom.cdx.json"

chmod -R u=rwX,go=rX "$deb"
chmod 755 "$dist/bin/pim"
size=$(du -sk --apparent-size "$deb/usr" | cut -f1)
sed -e "s/^Version:.*/Version: $VERSION/" -e "s/^Installed-Size:.*/Installed-Size: $size/" "$from/control" \
  >"$deb/DEBIAN/control"
cp "$from/triggers" "$deb/DEBIAN/"
for script in postinst prerm postrm; do
  cp "$from/$script" "$deb/DEBIAN/"
  chmod 755 "$deb/DEBIAN/$script"
done
(cd "$deb" && find usr -type f | sort | xargs md5sum) >"$deb/DEBIAN/md5sums"
# gzip, because jars hardly shrink: xz takes a minute for one per cent.
dpkg-deb --root-owner-group -Zgzip --build "$deb" "$file" >/dev/null
