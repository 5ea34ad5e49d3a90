# shellcheck shell=dash
# What the installer does for the tiny system.

root_label_option() { echo '-L pim-root'; }
esp_megabytes() { echo $((($(stat -c %s /cdrom/pim/esp.img) + 1048575) / 1048576)); }

unpack_system() {
  tar -xzf /cdrom/pim/rootfs.tar.gz -C /target || fail "cannot unpack the system: is the disk too small?"
  chroot /target /bin/busybox --install -s /bin
  # Programs look for these at the places other systems have them; init is where the kernel looks.
  for name in init poweroff reboot halt getty fstrim; do ln -sf ../bin/busybox "/target/sbin/$name"; done
  ln -sf ../../bin/busybox /target/usr/bin/env
}

configure_system() {
  . /target/usr/lib/pim/users.sh
  users_root=/target

  name=$(target_hostname)
  domain=$(target_domain)
  echo "$name" >/target/etc/hostname
  printf '127.0.0.1\tlocalhost\n127.0.1.1\t%s%s\n' "${domain:+$name.$domain }" "$name" >/target/etc/hosts
  answer time/zone Etc/UTC >/target/etc/timezone
  echo "LANG=$(answer debian-installer/locale C.UTF-8)" >/target/etc/locale.conf
  : >/target/etc/machine-id

  if [ "$(answer passwd/root-login true)" = true ]; then
    set_password_hash root "$(password_hash passwd/root-password)"
  fi
  if [ "$(answer passwd/make-user true)" = true ]; then
    user=$(answer passwd/username)
    add_user "$user" "$(answer passwd/user-fullname)"
    set_password_hash "$user" "$(password_hash passwd/user-password)"
    echo "$user" >/target/etc/cloud/default-user
  fi
  for package in $(answer pkgsel/include); do warn "tiny has no packages to add: $package"; done
}

# Last of all: until here the disk has no boot loader and cannot be taken for an installed one.
make_bootable() {
  dd if=/cdrom/pim/esp.img of="$esp" bs=1M 2>/dev/null || fail "cannot write $esp"
  [ -e /cdrom/pim/boot.img ] || return 0
  # boot.img is 440 bytes: the partition table begins behind it.
  dd if=/cdrom/pim/core.img of="$(partition "$disk" 1)" bs=1M 2>/dev/null &&
    dd if=/cdrom/pim/boot.img of="$disk" bs=440 count=1 conv=notrunc 2>/dev/null ||
    fail "cannot write the boot loader to $disk"
}
