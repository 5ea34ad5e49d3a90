#!/bin/sh
# The installed tiny system's initramfs: load the disk's driver, find the root by label, go there.
export PATH=/bin
busybox mount -t devtmpfs dev /dev
busybox mount -t proc proc /proc
busybox mount -t sysfs sys /sys

for module in virtio_pci virtio_mmio virtio_blk virtio_scsi sd_mod nvme ata_piix virtio_net; do
  busybox modprobe -q $module
done

# Disks may appear a moment after their driver; findfs is the condition, the deadline 20 seconds.
label=$(busybox sed -n 's/.*root=LABEL=\([^ ]*\).*/\1/p' /proc/cmdline)
tries=0
until root=$(busybox findfs "LABEL=$label" 2>/dev/null); do
  tries=$((tries + 1))
  if [ $tries -gt 400 ]; then
    echo "pim-tiny: no file system labelled $label; disks: $(busybox ls /sys/class/block)"
    busybox poweroff -f
  fi
  busybox usleep 50000
done

busybox mount -t ext4 -o rw "$root" /newroot || { echo "pim-tiny: cannot mount $root"; busybox poweroff -f; }
busybox mount --move /dev /newroot/dev
busybox mount --move /proc /newroot/proc
busybox mount --move /sys /newroot/sys
exec busybox switch_root /newroot /sbin/init
