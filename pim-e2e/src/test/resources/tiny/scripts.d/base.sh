#!/bin/sh
set -eu
echo "base runs as $(id -un) for $PIM_PROFILE on $PIM_ARCH"
echo base >>/etc/pim-scripts-run
