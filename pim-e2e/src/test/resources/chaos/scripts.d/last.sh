#!/bin/sh
set -eu
echo "last $(cat /proc/sys/kernel/random/boot_id)" >>/var/lib/pim-chaos/marks/last
echo last >>/var/lib/pim-chaos/ran
echo "last begins"
yes last | head -n 20000 >/var/lib/pim-chaos/last
sleep 1
