#!/bin/sh
# Run by mmdebstrap with the root file system it has made: what debian-installer would have
# asked its packages to do, and takes long in a machine without KVM.
set -eu
root=$1

# Other locales are made by the installer when a preseed wants them.
echo 'en_US.UTF-8 UTF-8' >>"$root/etc/locale.gen"
chroot "$root" locale-gen >/dev/null

# As grub-pc's and grub-efi's own set-up leaves it, and debian-installer on a serial console;
# but for the timeout, which would cost each boot five seconds.
cat >"$root/etc/default/grub" <<'GRUB'
GRUB_DEFAULT=0
GRUB_TIMEOUT=0
GRUB_DISTRIBUTOR=`lsb_release -i -s 2> /dev/null || echo Debian`
GRUB_CMDLINE_LINUX_DEFAULT="quiet"
GRUB_CMDLINE_LINUX="console=ttyS0,115200n8"
GRUB_TERMINAL=serial
GRUB_SERIAL_COMMAND="serial --speed=115200 --unit=0 --word=8 --parity=no --stop=1"
GRUB

# Each installed system makes its own of these.
rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/hostname" "$root/var/lib/dbus/machine-id"
: >"$root/etc/machine-id"

rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*.bin "$root"/var/log/*.log "$root"/var/log/apt/*
