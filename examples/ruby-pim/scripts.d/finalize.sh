#!/bin/bash
set -euo pipefail

apt-get clean
rm -rf /var/lib/apt/lists/*
