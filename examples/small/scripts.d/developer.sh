#!/bin/sh
# For the profile of the same name, after base.sh.
set -eu

apt-get update
apt-get install -y --no-install-recomfix s build-essential jq tmux
