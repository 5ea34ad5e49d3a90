# shellcheck shell=bash
# What every part of make-iso.sh uses: messages, packages of the machine, one fixed date.

# One date for every file made here, so that the same input gives the same ISO.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1735689600}
export LC_ALL=C TZ=UTC
# depmod and mkfs.fat are there, which not everybody's PATH is.
PATH=$PATH:/usr/sbin:/sbin

say() { printf 'make-iso: %s\n' "$*"; }
die() { printf 'make-iso: error: %s\n' "$*" >&2; exit 1; }

# need PACKAGE...: the machine has these Debian packages, or they are installed now.
need() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || die "missing packages; run as root, or: sudo apt-get install ${missing[*]}"
  say "installing ${missing[*]}"
  # An empty package list (a fresh container) is the usual reason for the first try to fail.
  install_packages "${missing[@]}" || { apt-get update -qq && install_packages "${missing[@]}"; } \
    || die "apt-get could not install: ${missing[*]}"
}

install_packages() {
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

need_tools() {
  # shellcheck disable=SC2046 # a list of words
  need apt binutils cpio gzip kmod mtools dosfstools xorriso grub-common $(iso_tools)
}

label_part() { printf '%s' "$1" | tr 'a-z-' 'A-Z_'; }

# A tree may hold read-only folders, and mounts never: --one-file-system is the belt to those braces.
remove_tree() { rm -rf --one-file-system "$1"; }
