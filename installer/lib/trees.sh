# shellcheck shell=bash
# Making the trees that become an initramfs or a root file system.

set_dates() { find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +; }

# pack_initramfs DIR FILE
pack_initramfs() {
  set_dates "$1"
  (cd "$1" && find . | sort | cpio -o -H newc --quiet --reproducible --owner 0:0) | gzip -9n >"$2"
}

# pack_root DIR FILE: ownership is root's; the tiny root has no other.
pack_root() {
  tar -C "$1" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner -c . | gzip -9n >"$2"
}

# copy_with_libs FROM TO PATH...: programs of the unpacked packages in FROM with the libraries they
# name; read with readelf, as the programs may be of another architecture.
copy_with_libs() {
  local from=$1 to=$2 path lib
  shift 2
  for path in "$@"; do
    [ -e "$to/$path" ] && continue
    mkdir -p "$to/$(dirname "$path")"
    cp -L "$from/$path" "$to/$path"
    for lib in $(readelf -d "$from/$path" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | grep -v '^ld-linux'); do
      copy_with_libs "$from" "$to" "$(find_library "$from" "$lib")"
    done
    # The loader is looked for at the very path the program names.
    # shellcheck disable=SC2046 # a library names none
    copy_with_libs "$from" "$to" $(readelf -l "$from/$path" | sed -n 's/.*program interpreter: \/\(.*\)\]/\1/p')
  done
}

find_library() {
  local found
  found=$(cd "$1" && find lib usr/lib -name "$2" 2>/dev/null | sort | head -1)
  [ -n "$found" ] || die "library $2 is in none of the unpacked packages"
  printf '%s' "$found"
}

# add_busybox FROM TO: the program and a shell. The links for its applets are made where it can run:
# in the guest, as its architecture may not be this machine's.
add_busybox() {
  mkdir -p "$2/bin"
  cp "$1/bin/busybox" "$2/bin/busybox"
  ln -s busybox "$2/bin/sh"
}

# add_modules FROM TO MODULE...: kernel modules with all they depend on, and an index for modprobe.
add_modules() {
  local from=$1 to=$2 module file version
  shift 2
  version=$(ls "$from/lib/modules")
  [ -e "$from/lib/modules/$version/modules.dep" ] || depmod -b "$from" "$version"
  for module in "$@"; do
    # A module that is built in, or that this architecture lacks, is no error.
    for file in $(awk -F: -v m="$module.ko" '{n = split($1, p, "/")} p[n] == m {print $1, $2}' \
      "$from/lib/modules/$version/modules.dep" | tr ':' ' '); do
      mkdir -p "$to/lib/modules/$version/$(dirname "$file")"
      cp "$from/lib/modules/$version/$file" "$to/lib/modules/$version/$file"
    done
  done
  mkdir -p "$to/lib/modules/$version"
  cp "$from/lib/modules/$version"/modules.{builtin,builtin.modinfo,order} "$to/lib/modules/$version/"
  depmod -b "$to" "$version"
  rm -f "$to/lib/modules/$version"/modules.*.bin
}
