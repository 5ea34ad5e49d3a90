#!/bin/sh
# Takes a few seconds and tells how far it is, so that it can be hit half-way.
set -eu
echo "work $(cat /proc/sys/kernel/random/boot_id)" >>/var/lib/pim-chaos/marks/work
echo work >>/var/lib/pim-chaos/ran
echo "work begins"
for second in 1 2 3 4; do
  echo "work tick $second"
  # Written and not synced: a disk that was not kept whole has less of it, or none.
  yes "work $second" | head -n 20000 >"/var/lib/pim-chaos/work-$second"
  sleep 1
done
echo "work ends"
