#!/bin/sh
set -eu
echo "base runs as $(id -un) on $PIM_ARCH"
echo base >>/etc/pim-scripts-run
