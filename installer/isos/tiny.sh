# shellcheck shell=bash
# tiny: a kernel, busybox and dropbear. For tests that need a real machine, and need it in seconds.

# shellcheck source=packages.sh
. "$here/isos/packages.sh"
# shellcheck source=initramfs.sh
. "$here/isos/initramfs.sh"

iso_name() { echo "pim-tiny-$deb_arch-netinst.iso"; }
iso_tools() { :; }

tiny_libraries='libcrypt1 zlib1g libtomcrypt1 libtommath1 libgmp10'

boot_packages() {
  case $deb_arch in
    amd64) echo grub-pc-bin grub-efi-amd64-bin ;;
    arm64) echo grub-efi-arm64-bin ;;
  esac
}

iso_packages() {
  echo "linux-image-cloud-$deb_arch busybox-static dropbear-bin $tiny_libraries $installer_packages $(boot_packages)"
}

# Enough to find a disk and a network on the machines PIM makes and deploys to.
boot_modules='virtio_pci virtio_mmio virtio_blk virtio_scsi sd_mod nvme ata_piix virtio_net'
installed_modules="$boot_modules isofs evdev button virtio-rng virtio_console vfat nls_cp437 nls_ascii nls_iso8859-1"

iso_build() {
  local debs=$work/debs kernel
  # shellcheck disable=SC2046,SC2086 # lists of words
  apt_unpack "$debs" "$(kernel_package)" busybox-static dropbear-bin $tiny_libraries $installer_packages $(boot_packages)
  kernel=$(echo "$debs"/boot/vmlinuz-*)

  make_installer_initramfs "$debs" tiny "$work/iso/$install_dir/initrd.gz"
  cp "$kernel" "$work/iso/$install_dir/vmlinuz"

  mkdir -p "$work/iso/pim"
  make_tiny_root "$debs" "$work/iso/pim/rootfs.tar.gz"
  make_tiny_boot "$debs" "$kernel" "$work/iso/pim"
}

make_tiny_root() {
  local debs=$1 root=$work/root
  mkdir -p "$root"/{bin,sbin,usr/bin,usr/sbin,etc,root,home,proc,sys,dev,run,tmp,mnt,var/tmp,var/log,var/lib/dpkg}
  chmod 700 "$root/root"; chmod 1777 "$root/tmp" "$root/var/tmp"
  cp -r "$here/tiny-root/." "$root/"
  find "$root/etc" "$root/usr" -type d -exec chmod 755 {} +
  chmod 755 "$root"/etc/init.d/* "$root"/etc/acpi/PWRF/* "$root"/usr/bin/* "$root"/usr/lib/pim/*
  ln -s /proc/mounts "$root/etc/mtab"
  ln -s /run "$root/var/run"
  add_busybox "$debs" "$root"
  copy_with_libs "$debs" "$root" usr/sbin/dropbear usr/bin/dropbearkey
  # shellcheck disable=SC2086 # a list of words
  add_modules "$debs" "$root" $installed_modules
  write_package_list "$root/var/lib/dpkg/status"
  pack_root "$root" "$2"
}

# What is really in the image, in dpkg's own form.
write_package_list() {
  local package
  for package in "$(kernel_package)" busybox-static dropbear-bin; do
    dpkg-deb -f "$cache/debs/$(planned "$package")" Package Version Architecture Maintainer Description \
      | sed '/^Package:/a Status: install ok installed'
    echo
  done >"$1"
}

make_tiny_boot() {
  local debs=$1 kernel=$2 out=$3 esp=$work/esp console=ttyS0 initrd=$work/initrd
  mkdir -p "$esp/EFI/BOOT" "$esp/grub" "$initrd"/{bin,proc,sys,dev,newroot}
  [ "$deb_arch" = arm64 ] && console=ttyAMA0

  add_busybox "$debs" "$initrd"
  # shellcheck disable=SC2086 # a list of words
  add_modules "$debs" "$initrd" $boot_modules
  install -m 755 "$here/targets/tiny-initrd-init.sh" "$initrd/init"
  pack_initramfs "$initrd" "$esp/initrd.gz"
  cp "$kernel" "$esp/vmlinuz"
  sed "s/@CONSOLE@/$console/" "$here/targets/tiny-grub.cfg" >"$esp/grub/grub.cfg"

  case $deb_arch in
    amd64)
      make_efi_grub "$debs" x86_64-efi "$esp/EFI/BOOT/BOOTX64.EFI"
      make_bios_grub "$debs" "$out/boot.img" "$out/core.img"
      ;;
    arm64) make_efi_grub "$debs" arm64-efi "$esp/EFI/BOOT/BOOTAA64.EFI" ;;
  esac
  make_esp "$out/esp.img" "$esp"
}
