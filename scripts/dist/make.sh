#!/bin/sh
# Builds the files of a release, on Debian or Ubuntu, x86_64: see "Releases" in CONTRIBUTING.md. It builds a copy of the
# sources, so that neither an earlier build nor the folder's name affects the result.
# Usage: scripts/dist/make.sh [FOLDER]
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
cd "$root"
out=${1:-$root/dist}
VERSION=$(scripts/dist/version.sh)
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null) || SOURCE_DATE_EPOCH=$(stat -c %Y pom.xml)
export VERSION SOURCE_DATE_EPOCH LC_ALL=C TZ=UTC0
umask 022

work=$(mktemp -d "${TMPDIR:-/tmp}/pim-dist.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
mkdir "$work/src"
if [ -e .git ]; then
  git ls-files -z --cached --others --exclude-standard
else
  find . \( -name target -o -path ./build -o -path ./dist \) -prune -o -type f -print0
fi | tar -c --null --no-recursion --ignore-failed-read -T - | tar -x -C "$work/src"

echo "building PIM $VERSION"
mvn -q -B -ntp -f "$work/src/pom.xml" -pl pim-cli -am -DskipTests -Dspotless.check.skip \
  -Dpim.version="$VERSION" \
  -Dproject.build.outputTimestamp="$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)" \
  package cyclonedx:makeBom
cp "$work/src/pim-cli/target/bom.json" "$work/bom.json"
scripts/dist/pack.sh "$work/src/pim-cli/target/dist/" "$work/bom.json" "$out"
