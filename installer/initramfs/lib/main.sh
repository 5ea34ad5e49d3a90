# shellcheck shell=dash
# The installation, in order. Anything that fails ends it; init reports and powers off.
set -eu
cd /
. /installer/console.sh
. /installer/preseed.sh
. /installer/network.sh
. /installer/disk.sh
. /installer/late.sh
. /installer/target.sh

step "loading drivers"
modprobe -q -a virtio_pci virtio_mmio virtio_blk virtio_scsi sd_mod sr_mod ata_piix virtio_net isofs evdev virtio-rng || true

step "reading the kernel command line"
read_command_line

step "configuring the network by DHCP"
configure_network

step "fetching the preseed"
fetch_preseed
check_answers
run_hook preseed/early_command

step "finding the installation medium"
mount_cd

step "partitioning $(target_disk)"
make_disk "$(target_disk)"

step "unpacking the system"
unpack_system

step "configuring the system"
bind_target
configure_system

step "running the late command"
run_late_command

step "making the disk bootable"
make_bootable
release_target
