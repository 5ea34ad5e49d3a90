#!/bin/bash
# Uploads an image to the tests' own Proxmox VE, by PIM and by curl: how long each takes, and how much
# memory PIM's worker takes. For Linux; needs a built checkout, curl and jq.
#   scripts/bench-deploy.sh [MIB] [ROUNDS]
set -euo pipefail
mib=${1:-2048} rounds=${2:-3}
root=$(cd "$(dirname "$0")/.." && pwd)
home=$(mktemp -d /tmp/pimbench.XXXXXX)
export HOME=$home XDG_RUNTIME_DIR=$home/run PIM_JAVA_OPTS=-Duser.home=$home
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME XDG_CACHE_HOME
mkdir "$home/run" "$home/config"
cd "$home/config"

mkfifo "$home/commands"
java -cp "$root/pim-tools/target/test-classes:$root/pim-cli/target/dist/lib/*" \
  io.pim.tools.proxmox.fake.FakeProxmoxMain 0 "$home/fake" <"$home/commands" >"$home/fake.out" &
fake=$!
exec 3>"$home/commands"
end() {
  "$root/bin/pim" down >/dev/null 2>&1 || true
  exec 3>&-
  wait "$fake" || true
  rm -rf "$home"
}
trap end EXIT
until grep -q '^folder: ' "$home/fake.out"; do kill -0 "$fake"; done
fact() { sed -n "s/^$1: //p" "$home/fake.out"; }
address=$(fact host) token=$(fact token)

export PVE_TOKEN=$token
printf 'image: {compression: none}\n' >pim.yml
mkdir targets.d
cat >targets.d/pve.yml <<EOF
pve:
  type: proxmox
  host: 127.0.0.1
  port: ${address#*:}
  node: pve1
  storage: local-lvm
  import_storage: local
  fingerprint: $(fact fingerprint)
  keep: 1
  token: {env: PVE_TOKEN}
EOF
head -c "${mib}M" /dev/urandom >"$home/disk.raw"
# A raw disk is taken for one only where it can be booted.
printf '\125\252' | dd of="$home/disk.raw" bs=1 seek=510 conv=notrunc status=none
"$root/bin/pim" image import "$home/disk.raw" --profile bench --arch x86_64 >/dev/null
rm "$home/disk.raw"
image=$("$root/bin/pim" image list -o json | jq -r '.[0].path')
digest=$("$root/bin/pim" image list -o json | jq -r '.[0].sha256')
"$root/bin/pim" up >/dev/null
worker=$(jq .process.pid "$home/.local/state/pim/service/worker.json")

# From the first byte to the end of the task that puts the file in its place, as PIM's step.
by_curl() {
  local upload api=https://$address/api2/json auth="Authorization: PVEAPIToken=$token"
  upload=$(curl -skf -H "$auth" -H Expect: -F content=import -F checksum-algorithm=sha256 \
    -F "checksum=$digest" -F "filename=@$image;filename=curl.qcow2" \
    "$api/nodes/pve1/storage/local/upload" | jq -r .data)
  until curl -skf -H "$auth" "$api/nodes/pve1/tasks/$upload/status" | grep -q '"stopped"'; do :; done
  curl -skf -X DELETE -H "$auth" "$api/nodes/pve1/storage/local/content/local:import/curl.qcow2" \
    >/dev/null
}

seconds() { awk "BEGIN {printf \"%.2f\", $1}"; }
for round in $(seq "$rounds"); do
  "$root/bin/pim" deploy run bench pve >/dev/null
  pim=$("$root/bin/pim" deploy show pve -o json |
    jq '.steps[] | select(.step == "upload") | [.startedAt, .endedAt]
        | map(sub("\\.(?<f>[0-9]+)Z$"; "Z|\(.f)") | split("|")
          | (.[0] | fromdate) + ("0." + (.[1] // "0") | tonumber)) | .[1] - .[0]')
  begin=$(date +%s.%N)
  by_curl
  curl=$(seconds "$(date +%s.%N) - $begin")
  echo "round $round: $mib MiB by PIM $(seconds "$pim") s, by curl $curl s," \
    "ratio $(seconds "$pim / $curl"); worker at most" \
    "$(awk '/VmHWM/ {print int($2 / 1024)}' "/proc/$worker/status") MiB"
done
