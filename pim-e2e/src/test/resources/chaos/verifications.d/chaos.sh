#!/bin/sh
# Each script ran once, in order, whatever happened to the build.
set -eu
sed 's/^/ran: /' /var/lib/pim-chaos/ran
printf 'base\nwork\nlast\n' | cmp - /var/lib/pim-chaos/ran
