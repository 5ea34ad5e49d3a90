# shellcheck shell=bash
# debian: a real Debian 12, for all that tiny cannot stand in for.

[ "$deb_arch" = amd64 ] || die "debian is made for x86_64 only: mmdebstrap would need to run arm64 programs here"

# shellcheck source=packages.sh
. "$here/isos/packages.sh"
# shellcheck source=initramfs.sh
. "$here/isos/initramfs.sh"

iso_name() { echo "pim-debian-12-$deb_arch-netinst.iso"; }
iso_tools() { echo mmdebstrap zstd; }

# On top of what debian-installer calls the base system (priority important).
system_packages="linux-image-cloud-$deb_arch initramfs-tools zstd grub-pc-bin grub-efi-$deb_arch-bin grub2-common
  e2fsprogs dosfstools fdisk systemd-sysv dbus libpam-systemd ifupdown isc-dhcp-client openssh-server sudo
  cloud-init cloud-guest-utils qemu-guest-agent python3 ca-certificates curl wget locales tzdata"
unpacker_packages='tar libacl1 libselinux1 libpcre2-8-0 zstd libzstd1 liblz4-1 liblzma5 zlib1g'

iso_packages() {
  echo "$system_packages $installer_packages $unpacker_packages busybox-static"
  # These belong to the input as well; mmdebstrap adds them of itself.
  echo '?essential ?priority(required) ?priority(important)'
}

iso_build() {
  local debs=$work/debs
  # shellcheck disable=SC2086 # lists of words
  apt_unpack "$debs" "$(kernel_package)" busybox-static $installer_packages $unpacker_packages
  make_installer_initramfs "$debs" debian "$work/iso/$install_dir/initrd.gz" bin/tar usr/bin/zstd
  cp "$debs"/boot/vmlinuz-* "$work/iso/$install_dir/vmlinuz"
  mkdir -p "$work/iso/pim"
  make_debian_root "$work/iso/pim/rootfs.tar.zst"
}

make_debian_root() {
  local include
  # shellcheck disable=SC2086 # a list of words
  include=$(echo $system_packages | tr ' ' ',')
  machine_sources bookworm >"$work/sources.list"
  [ -s "$work/sources.list" ] || die "this machine's apt has no source for Debian 12 (bookworm)"
  say "making the Debian root file system"
  mmdebstrap --quiet --variant=important --include="$include" --skip=check/empty \
    --aptopt='Acquire::Check-Valid-Until "false"' --aptopt='Acquire::Languages "none"' \
    --customize-hook="$here/targets/debian-root-hook.sh \"\$1\"" \
    bookworm "$work/root.tar" "$work/sources.list" >"$work/mmdebstrap.log" 2>&1 \
    || die "mmdebstrap: $(tail -n 20 "$work/mmdebstrap.log")"
  zstd -q -T0 -9 "$work/root.tar" -o "$1"
  rm "$work/root.tar"
}
