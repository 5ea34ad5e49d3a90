#!/bin/sh
# Each script ran once, in order.
set -eu
printf 'base\napp\n' | cmp - /etc/pim-scripts-run
echo "the scripts ran once each, in order"
