#!/bin/sh
# Runs for the profile of the same name, after base.sh.
set -eu

apt-get update
apt-get install -y --no-install-recommends build-essential jq tmux
