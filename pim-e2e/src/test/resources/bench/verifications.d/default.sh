#!/bin/sh
# The scripts ran; make bench looks more closely, at the disk itself.
set -eu
grep -qx app /var/lib/pim-bench/ran
