# shellcheck shell=bash
# The installer's initramfs: busybox, the few programs it lacks, and the installer's shell script.

installer_modules='virtio_pci virtio_mmio virtio_blk virtio_scsi sd_mod sr_mod ata_piix virtio_net isofs evdev
  virtio-rng vfat nls_cp437 nls_ascii nls_iso8859-1 efivarfs'

# make_installer_initramfs DEBS TARGET FILE [PROGRAM...]: PROGRAMs besides the usual ones
make_installer_initramfs() {
  local debs=$1 target=$2 file=$3 tree=$work/initramfs
  shift 3
  mkdir -p "$tree"/{proc,sys,dev,run,tmp,cdrom,target,etc,sbin,usr/bin,usr/sbin,installer}
  add_busybox "$debs" "$tree"
  copy_with_libs "$debs" "$tree" sbin/mke2fs sbin/sfdisk "$@"
  # shellcheck disable=SC2086 # a list of words
  add_modules "$debs" "$tree" $installer_modules
  install -m 644 "$debs/etc/mke2fs.conf" "$tree/etc/mke2fs.conf"
  install -m 755 "$here/initramfs/init" "$tree/init"
  cp "$here"/initramfs/lib/*.sh "$tree/installer/"
  install -m 755 "$here"/initramfs/bin/* "$tree/bin/"
  cp "$here/targets/$target.sh" "$tree/installer/target.sh"
  printf '%s\n' "PIM_$(label_part "$kind")_$(label_part "$deb_arch")" >"$tree/installer/cd-label"
  pack_initramfs "$tree" "$file"
}
