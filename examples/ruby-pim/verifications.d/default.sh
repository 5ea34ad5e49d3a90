#!/bin/sh
# Runs in a booted copy of the finished image; exit status 0 means that it is good.
set -eu

command -v cloud-init
systemctl is-enabled ssh
sudo -n true
