#!/bin/sh
# Each script of this profile writes down that it has run, before anything else.
set -eu
mkdir -p /var/lib/pim-chaos
echo base >>/var/lib/pim-chaos/ran
echo "base begins"
