#!/bin/sh
# Prints the version of this checkout. At a tag v1.2.3 it is 1.2.3, and 1.2.3+4.g89abcde four commits after it. Without
# such a tag it is 0.1.0~snapshot.4.g89abcde, which dpkg orders before 0.1.0. Uncommitted changes add ".dirty".
set -eu

cd "$(dirname "$0")/../.."
next=$(sed -n 's:^  <version>\(.*\)-SNAPSHOT</version>$:\1:p' pom.xml)
dirty=
if [ -e .git ] && commit=$(git rev-parse --short=8 HEAD 2>/dev/null); then
  [ -z "$(git status --porcelain)" ] || dirty=.dirty
  if tag=$(git describe --tags --abbrev=0 --match 'v[0-9]*.[0-9]*.[0-9]*' 2>/dev/null); then
    commits=$(git rev-list --count "$tag..HEAD")
    case $commits$dirty in
      0) echo "${tag#v}" ;;
      *) echo "${tag#v}+$commits.g$commit$dirty" ;;
    esac
  else
    echo "$next~snapshot.$(git rev-list --count HEAD).g$commit$dirty"
  fi
else
  echo "$next~snapshot"
fi
