# shellcheck shell=dash
# The disk: GPT with a BIOS boot partition, an ESP and the root, so that one disk boots both ways.

target_disk() {
  disk=$(answer partman-auto/disk "$(answer grub-installer/bootdev default)" | awk '{print $1}')
  # "default" is how a preseed has grub-installer choose by itself.
  case $disk in default) echo /dev/vda ;; *) echo "$disk" ;; esac
}

# partition DISK NUMBER
partition() { case $1 in *[0-9]) echo "${1}p$2" ;; *) echo "$1$2" ;; esac; }

mount_cd() {
  label=$(cat /installer/cd-label)
  # A drive may be found a moment after its driver is loaded: until then there is nothing to mount.
  tries=0
  until cd=$(findfs "LABEL=$label" 2>/dev/null); do
    tries=$((tries + 1))
    [ $tries -lt 200 ] || fail "no medium labelled $label was found"
    usleep 50000
  done
  mount -t iso9660 -o ro "$cd" /cdrom || fail "cannot mount $cd"
}

# make_disk DISK: the sizes are MiB; the ESP is as large as the target wants it.
make_disk() {
  disk=$1
  [ -b "$disk" ] || fail "there is no disk $disk"
  echo "$disk" >/run/disk-touched
  wipe_ends "$disk"
  sfdisk --quiet "$disk" >/run/sfdisk.log 2>&1 <<TABLE || fail "cannot partition $disk: $(tail -n 1 /run/sfdisk.log)"
label: gpt
start=2048, size=2048, type=21686148-6449-6E6F-744E-656564454649, name=bios
start=4096, size=$(($(esp_megabytes) * 2048)), type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B, name=esp
type=0FC63DAF-8483-4772-8E79-3D69D8477DE4, name=root
TABLE
  root=$(partition "$disk" 3)
  esp=$(partition "$disk" 2)
  # Lazy tables: the kernel makes them later, and a freshly made disk reads as zeroes anyway.
  # By its path: busybox's shell would take its own mke2fs, which cannot make ext4.
  # shellcheck disable=SC2046 # an option and its value, or nothing
  /sbin/mke2fs -q -F -t ext4 $(root_label_option) -E lazy_itable_init=1,lazy_journal_init=1,discard \
    "$root" || fail "cannot make a file system on $root"
  mount -t ext4 "$root" /target || fail "cannot mount $root"
}

wipe_ends() {
  sectors=$(cat "/sys/class/block/$(basename "$1")/size")
  dd if=/dev/zero of="$1" bs=1M count=2 conv=fsync 2>/dev/null
  dd if=/dev/zero of="$1" bs=512 seek=$((sectors - 2048)) count=2048 conv=fsync 2>/dev/null
}

# After a failure the disk must not boot: a half-made system would be taken for a whole one.
unmake_disk() {
  [ -s /run/disk-touched ] || return 0
  wipe_ends "$(cat /run/disk-touched)"
}

bind_target() {
  mkdir -p /target/proc /target/sys /target/dev /target/run
  mount -t proc proc /target/proc
  mount -t sysfs sys /target/sys
  mount -o bind /dev /target/dev
  mount -t tmpfs run /target/run
  mkdir -p /target/dev/pts
  mount -t devpts devpts /target/dev/pts
  # Names are looked up in the target as they are here.
  rm -f /target/etc/resolv.conf
  cp /etc/resolv.conf /target/etc/resolv.conf
}

release_target() {
  cd /
  # Innermost first.
  for mounted in $(awk '$2 ~ "^/target" {print $2}' /proc/mounts | sort -r); do
    umount "$mounted" || fail "cannot unmount $mounted: something in the target still runs"
  done
}
