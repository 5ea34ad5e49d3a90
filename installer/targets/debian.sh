# shellcheck shell=dash
# What the installer does for a Debian system: what debian-installer does, as it does it.

root_label_option() { :; }
esp_megabytes() { echo 128; }

unpack_system() {
  zstd -dc /cdrom/pim/rootfs.tar.zst |
    /bin/tar -x -f - -C /target --numeric-owner --xattrs --xattrs-include='*' &&
    [ -x /target/usr/bin/dpkg ] || fail "cannot unpack the system: is the disk too small?"
}

configure_system() {
  modprobe -q -a vfat nls_cp437 nls_ascii || true
  in-target mkfs.vfat -F 32 "$esp" >/dev/null || fail "cannot make a file system on $esp"
  mkdir -p /target/boot/efi
  mount -t vfat "$esp" /target/boot/efi || fail "cannot mount $esp"

  write_fstab
  write_host_names
  write_interfaces
  write_locale
  make_users
  write_apt_sources
  check_packages
  # Timers that catch up on missed runs would do so at the first boot, in the middle of a build.
  mkdir -p /target/var/lib/systemd/timers
  for timer in apt-daily apt-daily-upgrade dpkg-db-backup logrotate man-db e2scrub_all fstrim; do
    touch "/target/var/lib/systemd/timers/stamp-$timer.timer"
  done
  in-target ssh-keygen -A >/dev/null || fail "cannot make SSH host keys"

  step "installing GRUB"
  run_logged grub-install --target=i386-pc "$disk"
  run_logged grub-install --target=x86_64-efi --efi-directory=/boot/efi --removable --no-nvram
  run_logged update-grub
}

# Their chatter is of interest only when they fail.
run_logged() { in-target "$@" >/run/command.log 2>&1 || fail "$*: $(tail -n 2 /run/command.log)"; }

uuid_of() { in-target blkid -s UUID -o value "$1"; }

write_fstab() {
  cat >/target/etc/fstab <<FSTAB
# <file system> <mount point>   <type>  <options>       <dump>  <pass>
UUID=$(uuid_of "$root") /               ext4    errors=remount-ro 0       1
UUID=$(uuid_of "$esp")  /boot/efi       vfat    umask=0077      0       1
FSTAB
}

write_host_names() {
  name=$(target_hostname)
  domain=$(target_domain)
  echo "$name" >/target/etc/hostname
  cat >/target/etc/hosts <<HOSTS
127.0.0.1	localhost
127.0.1.1	${domain:+$name.$domain	}$name

# The following lines are desirable for IPv6 capable hosts
::1     localhost ip6-localhost ip6-loopback
ff02::1 ip6-allnodes
ff02::2 ip6-allrouters
HOSTS
}

# The interface under the name udev will give it: the installed system knows no eth0. The stanza is in
# the file that cloud-init writes when it has a data source: debian-installer has it in
# /etc/network/interfaces, and then two dhclients run on an instance. And it is auto, not allow-hotplug:
# udev would start ifup@ from it just when cloud-init replaces it, and the unit would fail.
write_interfaces() {
  name=$(in-target udevadm test-builtin net_id "/sys/class/net/$interface" 2>/dev/null |
    sed -n 's/^ID_NET_NAME_\(ONBOARD\|SLOT\|PATH\)=//p' | head -n 1)
  cat >/target/etc/network/interfaces <<INTERFACES
# This file describes the network interfaces available on your system
# and how to activate them. For more information, see interfaces(5).

source /etc/network/interfaces.d/*

# The loopback network interface
auto lo
iface lo inet loopback
INTERFACES
  cat >/target/etc/network/interfaces.d/50-cloud-init <<INTERFACES
# The primary network interface
auto ${name:-$interface}
iface ${name:-$interface} inet dhcp
INTERFACES
}

write_locale() {
  locale=$(answer debian-installer/locale C.UTF-8)
  echo "LANG=$locale" >/target/etc/default/locale
  plain=$(echo "$locale" | tr -d - | tr '[:upper:]' '[:lower:]')
  if ! in-target locale -a | tr -d - | tr '[:upper:]' '[:lower:]' | grep -qx "$plain"; then
    echo "$locale UTF-8" >>/target/etc/locale.gen
    in-target locale-gen >/dev/null || fail "cannot make the locale $locale"
  fi

  zone=$(answer time/zone Etc/UTC)
  [ -e "/target/usr/share/zoneinfo/$zone" ] || fail "there is no time zone $zone"
  echo "$zone" >/target/etc/timezone
  ln -sf "/usr/share/zoneinfo/$zone" /target/etc/localtime
}

make_users() {
  if [ "$(answer passwd/root-login true)" = true ]; then set_password root passwd/root-password; fi
  [ "$(answer passwd/make-user true)" = true ] || return 0
  user=$(answer passwd/username)
  in-target useradd -m -s /bin/bash -c "$(answer passwd/user-fullname | tr -d ':')" "$user" \
    || fail "cannot make the user $user"
  set_password "$user" passwd/user-password
  groups='cdrom floppy audio dip video plugdev users netdev'
  if [ "$(answer passwd/root-login true)" != true ]; then groups="$groups sudo"; fi
  for group in $(answer passwd/user-default-groups "$groups"); do
    in-target usermod -a -G "$group" "$user" 2>/dev/null || true
  done
}

# set_password USER QUESTION: hashed by the target's own PAM; by standard input, as arguments can be listed.
set_password() {
  if has_answer "$2-crypted"; then
    printf '%s:%s\n' "$1" "$(answer "$2-crypted")" | in-target chpasswd -e
  else
    printf '%s:%s\n' "$1" "$(answer "$2")" | in-target chpasswd
  fi || fail "cannot set the password of $1"
}

write_apt_sources() {
  host=$(answer mirror/http/hostname)
  [ -n "$host" ] || return 0
  base=http://$host$(answer mirror/http/directory /debian)
  rm -f /target/etc/apt/sources.list.d/*
  for suite in bookworm bookworm-updates; do
    echo "deb $base $suite main"
  done >/target/etc/apt/sources.list
  security=$(answer apt-setup/security_host)
  [ -z "$security" ] ||
    echo "deb http://$security/debian-security bookworm-security main" >>/target/etc/apt/sources.list
}

check_packages() {
  for package in $(answer pkgsel/include | tr ',' ' '); do
    in-target dpkg-query -W "$package" >/dev/null 2>&1 ||
      warn "pkgsel/include: $package is not on this medium; debian-installer would install it"
  done
}

# Done by grub-install, before the late command, as debian-installer does; init undoes it on failure.
make_bootable() {
  rm -f /target/etc/machine-id
  : >/target/etc/machine-id
  in-target fstrim / 2>/dev/null || true
}
