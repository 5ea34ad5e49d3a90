#!/bin/sh
# Takes a few seconds and tells how far it is, so that it can be hit half-way.
set -eu
echo work >>/var/lib/pim-chaos/ran
echo "work begins"
for second in 1 2 3 4; do
  echo "work tick $second"
  sleep 1
done
echo "work ends"
