#!/bin/sh
set -eu
echo "app runs"
echo app >>/etc/pim-scripts-run
