#!/bin/sh
# Moves the distribution NEW into a folder with its build id beside DIST, and makes the link DIST point to it. The
# previous one stays while a process uses it, because a build must not replace jars under a running worker.
# Usage: scripts/dist/publish.sh NEW DIST
set -eu

new=$1 dist=$2
read -r id <"$new/build-id"
all=${dist%/*}/dists
name=$(printf %.16s "$id")
mkdir -p "$all"
if [ -d "$all/$name" ]; then
  rm -rf "$new"
else
  mv "$new" "$all/$name"
fi

# From a PIM older than this script.
if [ -d "$dist" ] && [ ! -L "$dist" ]; then
  mv "$dist" "$all/replaced-$$"
fi
if [ "$(readlink "$dist" 2>/dev/null)" != "dists/$name" ]; then
  # A command may just be starting from it.
  [ ! -d "$dist" ] || touch "$dist/"
  ln -s "dists/$name" "$dist.$$"
  # In one step, because commands may start at any time. The option differs between GNU's mv and the BSDs'.
  mv -fT "$dist.$$" "$dist" 2>/dev/null || mv -fh "$dist.$$" "$dist"
fi

# Succeeds if a running command line names a file in this folder.
in_use() {
  if [ -r /proc/self/cmdline ]; then
    # The pattern is not an argument, because grep would find itself.
    # shellcheck disable=SC2062 # no pattern: the files
    printf '%s/\n' "$1" | grep -qsF -f - /proc/[0-9]*/cmdline
  else
    case $(ps -axww -o command=) in
      *"$1/"*) ;;
      *) return 1 ;;
    esac
  fi
}

all=$(CDPATH='' cd -P -- "$all" && pwd -P)
# A command that has just started may use one that was replaced within the last minute.
find "$all" -mindepth 1 -maxdepth 1 ! -name "$name" -mmin +1 | while IFS= read -r old; do
  in_use "$old" || rm -rf "$old"
done
