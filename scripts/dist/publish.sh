#!/bin/sh
# Makes the link DIST name the distribution NEW, which it moves beside DIST, into a folder of its build id. The one
# before stays while a process uses it: a build must not replace jars under a running worker.
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

# Of a PIM before this script.
if [ -d "$dist" ] && [ ! -L "$dist" ]; then
  mv "$dist" "$all/replaced-$$"
fi
if [ "$(readlink "$dist" 2>/dev/null)" != "dists/$name" ]; then
  # A command may just be starting from it.
  [ ! -d "$dist" ] || touch "$dist/"
  ln -s "dists/$name" "$dist.$$"
  # In one step: commands may start at any time. GNU's mv and the BSDs' name that differently.
  mv -fT "$dist.$$" "$dist" 2>/dev/null || mv -fh "$dist.$$" "$dist"
fi

# Whether a command line names a file in this folder.
in_use() {
  if [ -r /proc/self/cmdline ]; then
    # Not an argument: grep would find itself.
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
# One that was replaced within the last minute may be that of a command which has just started.
find "$all" -mindepth 1 -maxdepth 1 ! -name "$name" -mmin +1 | while IFS= read -r old; do
  in_use "$old" || rm -rf "$old"
done
