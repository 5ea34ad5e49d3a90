#!/bin/bash
set -euo pipefail

printf 'overlay\nbr_netfilter\n' > /etc/modules-load.d/k8s.conf
apt-get update
apt-get install -y containerd
