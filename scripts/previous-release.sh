#!/bin/sh
# Builds the last release of PIM, once, and prints the path of its bin/pim. The file previous-release
# names the release: a tag, or the id of a commit.
set -eu

cd "$(dirname "$0")/.."
commit=$(git rev-parse --verify --quiet "$(cat scripts/previous-release)^{commit}") || {
  echo "this checkout has no commit $(cat scripts/previous-release); fetch its history" >&2
  exit 1
}
folder=build/previous/$commit
if [ ! -f "$folder/pim-cli/target/dist/build-id" ]; then
  rm -rf "$folder"
  mkdir -p "$folder"
  git archive "$commit" | tar -x -C "$folder"
  # A separate build, which does not touch that of this checkout.
  mvn -q -B -ntp -f "$folder/pom.xml" -pl pim-cli -am -DskipTests -Dspotless.check.skip package >&2
fi
echo "$PWD/$folder/bin/pim"
