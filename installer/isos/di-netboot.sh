# shellcheck shell=bash
# di-netboot: debian-installer itself, as far as it can be had from a package.

iso_name() { echo "debian-installer-12-$deb_arch-netboot.iso"; }
iso_tools() { :; }
iso_packages() { echo "debian-installer-12-netboot-$deb_arch"; }

iso_build() {
  local images=$work/debs/usr/lib/debian-installer/images/12/$deb_arch/text/debian-installer/$deb_arch
  apt_unpack "$work/debs" "debian-installer-12-netboot-$deb_arch"
  cp "$images/linux" "$work/iso/$install_dir/vmlinuz"
  cp "$images/initrd.gz" "$work/iso/$install_dir/initrd.gz"
}
