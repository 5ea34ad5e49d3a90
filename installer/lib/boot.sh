# shellcheck shell=bash
# What makes a disk boot: an ESP with GRUB and the kernel, and GRUB's two parts for BIOS.
# All made here, once; the tiny installer copies them to the disk and is done.

esp_serial=50494D01

# GRUB finds the ESP it came from by its serial number, whatever bus or firmware it is on.
write_early_config() {
  cat >"$1" <<EARLY
search --no-floppy --fs-uuid --set=root ${esp_serial:0:4}-${esp_serial:4}
set prefix=(\$root)/grub
EARLY
}

common_grub_modules='part_gpt part_msdos fat normal configfile linux echo test serial terminal search search_fs_uuid'

# make_efi_grub MODULES_ROOT FORMAT FILE
make_efi_grub() {
  local early=$work/early.cfg
  write_early_config "$early"
  # shellcheck disable=SC2086 # a list of words
  grub-mkimage -O "$2" -d "$1/usr/lib/grub/$2" -p /grub -c "$early" -o "$3" $common_grub_modules
}

# The first sectors as grub-bios-setup would write them, for a core image in the BIOS boot
# partition, which the installer always puts at this sector.
bios_core_sector=2048

# make_bios_grub MODULES_ROOT BOOT_IMG CORE_IMG
make_bios_grub() {
  local early=$work/early.cfg modules=$1/usr/lib/grub/i386-pc
  write_early_config "$early"
  # shellcheck disable=SC2086 # a list of words
  grub-mkimage -O i386-pc -d "$modules" -p /grub -c "$early" -o "$3" biosdisk $common_grub_modules
  head -c 440 "$modules/boot.img" >"$2"
  patch_le64 "$2" $((0x5c)) $bios_core_sector
  # Where the core image's first sector finds the rest of it.
  patch_le64 "$3" $((0x1f4)) $((bios_core_sector + 1))
}

# patch_le64 FILE OFFSET VALUE: values below 65536 are all there are.
patch_le64() {
  # shellcheck disable=SC2059 # the format is the data
  printf "\\x$(printf %02x $(($3 & 255)))\\x$(printf %02x $(($3 >> 8)))\\0\\0\\0\\0\\0\\0" \
    | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

# make_esp FILE FROM_DIR: a FAT image that is as large as what it holds, and a little room.
make_esp() {
  local kilobytes
  set_dates "$2"
  kilobytes=$(($(du -sk --apparent-size "$2" | cut -f1) + 4096))
  rm -f "$1"
  # Without a label: its directory entry would carry the time of this moment.
  mkfs.fat -C -i "$esp_serial" "$1" $((kilobytes / 1024 * 1024)) >/dev/null
  # A glob is sorted, so the files lie in the image in the same order each time.
  mcopy -s -m -i "$1" "$2"/* ::
}
