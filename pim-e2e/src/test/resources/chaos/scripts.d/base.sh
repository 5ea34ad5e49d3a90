#!/bin/sh
# Each script of this profile leaves a mark on the disk before anything else; see io.pim.e2e.chaos.Marks.
set -eu
mkdir -p /var/lib/pim-chaos/marks
echo "base $(cat /proc/sys/kernel/random/boot_id)" >>/var/lib/pim-chaos/marks/base
echo base >>/var/lib/pim-chaos/ran
echo "base begins"
