#!/bin/sh
# Runs as root in a booted copy of the finished image; exit status 0 means that the image is good.
set -eu

command -v cloud-init
systemctl is-enabled ssh
sudo -n true
