#!/bin/bash
set -euo pipefail

systemctl enable qemu-guest-agent || true
cat > /etc/cloud/cloud.cfg.d/99_pim.cfg <<'EOF'
datasource_list: [ NoCloud, ConfigDrive, None ]
EOF
