#!/bin/sh
# Runs first in every build of this folder, as root in the installed system.
set -eu

# The sources where cloud-init looks for its instance data, in this order.
cat >/etc/cloud/cloud.cfg.d/90_pim.cfg <<'EOF'
datasource_list: [NoCloud, ConfigDrive, OpenStack, Ec2, None]
EOF
