# shellcheck shell=bash
# Packages that more than one ISO is made of.

# Programs the installer's initramfs has besides busybox, and their libraries.
installer_packages='libc6 e2fsprogs libext2fs2 libcom-err2 libblkid1 libuuid1 fdisk libfdisk1 libsmartcols1
  libreadline8 libtinfo6'
