#!/bin/bash
# Uploads an image to a fake of the tests, with PIM and with curl, and measures the times and the memory of PIM's
# worker: docs/performance.md. For Linux; needs a built checkout, curl, jq, and for aws python3 and Java's keytool.
#   scripts/bench-deploy.sh [MIB] [ROUNDS] [proxmox|aws]
#
# Both fakes use TLS, as Proxmox and AWS do, and check each digest. Both times run from the first byte read for
# the upload to the last answer. Digests: Proxmox gets the image's, which PIM and curl know in advance. EBS
# requires one for each block, so both compute these within their time. Neither time includes the conversion of
# the image, which for curl means splitting the disk into a file for each block.
set -euo pipefail
mib=${1:-2048} rounds=${2:-3} type=${3:-proxmox}
root=$(cd "$(dirname "$0")/.." && pwd)
home=$(mktemp -d "${TMPDIR:-/tmp}/pimbench.XXXXXX")
# The folder where make installs the Temporal server.
PATH=$PATH:${XDG_CACHE_HOME:-$HOME/.cache}/pim/tools/temporal-1.5.1
export HOME=$home XDG_RUNTIME_DIR=$home/run PIM_JAVA_OPTS=-Duser.home=$home
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME XDG_CACHE_HOME
mkdir -p "$home/run" "$home/config/targets.d"
cd "$home/config"

up=("$root/bin/pim" up)
case $type in
  proxmox) server=(io.pim.tools.proxmox.fake.FakeProxmoxMain 0 "$home/fake") ;;
  aws) server=(io.pim.tools.aws.fake.FakeAwsMain 0 "$home/fake" tls) ;;
  *) echo "there is no fake of $type: use proxmox or aws" >&2 && exit 2 ;;
esac
mkfifo "$home/commands"
java -cp "$root/pim-tools/target/test-classes:$root/pim-cli/target/dist/lib/*" \
  "${server[@]}" <"$home/commands" >"$home/fake.out" &
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

printf 'image: {compression: none}\n' >pim.yml
head -c "${mib}M" /dev/urandom >"$home/disk.raw"
# PIM accepts a raw disk only with a boot sector.
printf '\125\252' | dd of="$home/disk.raw" bs=1 seek=510 conv=notrunc status=none
"$root/bin/pim" image import "$home/disk.raw" --profile bench --arch x86_64 >/dev/null

case $type in
  proxmox)
    address=$(fact host) token=$(fact token)
    export PVE_TOKEN=$token
    cat >targets.d/there.yml <<END
there:
  type: proxmox
  host: 127.0.0.1
  port: ${address#*:}
  node: pve1
  storage: local-lvm
  import_storage: local
  fingerprint: $(fact fingerprint)
  keep: 1
  token: {env: PVE_TOKEN}
END
    rm "$home/disk.raw"
    image=$("$root/bin/pim" image list -o json | jq -r '.[0].path')
    digest=$("$root/bin/pim" image list -o json | jq -r '.[0].sha256')
    ;;
  aws)
    eval "$(grep '^export AWS_' "$home/fake.out")"
    printf 'there: {type: aws, region: eu-central-1, keep: 1, endpoint: "%s"}\n' "$(fact endpoint)" \
      >targets.d/there.yml
    keytool -importcert -noprompt -alias fake -file "$(fact authority)" \
      -keystore "$home/trust" -storepass fakefake 2>/dev/null
    # For the worker that this starts.
    trust="-Djavax.net.ssl.trustStore=$home/trust -Djavax.net.ssl.trustStorePassword=fakefake"
    up=(env "JDK_JAVA_OPTIONS=$trust" "${up[@]}")
    mkdir "$home/blocks"
    split -a 5 -d -b 512K "$home/disk.raw" "$home/blocks/"
    rm "$home/disk.raw"
    ;;
esac

# From the first byte to the end of the task that moves the file into place, like PIM's step.
by_curl_proxmox() {
  local upload api=https://$address/api2/json auth="Authorization: PVEAPIToken=$token"
  upload=$(curl -skf -H "$auth" -H Expect: -F content=import -F checksum-algorithm=sha256 \
    -F "checksum=$digest" -F "filename=@$image;filename=curl.qcow2" \
    "$api/nodes/pve1/storage/local/upload" | jq -r .data)
  until curl -skf -H "$auth" "$api/nodes/pve1/tasks/$upload/status" | grep -q '"stopped"'; do :; done
}

after_proxmox() {
  curl -skf -H "Authorization: PVEAPIToken=$token" -X DELETE \
    "https://$address/api2/json/nodes/pve1/storage/local/content/local:import/curl.qcow2" >/dev/null
}

# Starts a snapshot, digests each block, and puts them, as many at once as PIM starts with. EBS does not need
# signed bodies (v4-unsigned-body in AWS's model of PutSnapshotBlock), because each has its digest.
by_curl_aws() {
  local api
  api=$(fact endpoint)/snapshots
  snapshot=$(curl -sf --cacert "$(fact authority)" --aws-sigv4 aws:amz:eu-central-1:ebs \
    --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" -H 'Content-Type: application/json' \
    -d "{\"VolumeSize\": $(((mib + 1023) / 1024)), \"ClientToken\": \"curl-$1\"}" "$api" | jq -r .SnapshotId)
  python3 - "$home/blocks" "$api/$snapshot/blocks/" "$(fact authority)" >"$home/requests" <<'END'
import base64, hashlib, os, sys
for index, name in enumerate(sorted(os.listdir(sys.argv[1]))):
    path = os.path.join(sys.argv[1], name)
    with open(path, 'rb') as block:
        digest = base64.b64encode(hashlib.sha256(block.read()).digest()).decode()
    if index:
        print('next')
    print(f'url = "{sys.argv[2]}{index}"\nupload-file = "{path}"\noutput = /dev/null\nfail\nsilent')
    for header in (
        'Expect:',
        'x-amz-Data-Length: 524288',
        'x-amz-Checksum-Algorithm: SHA256',
        f'x-amz-Checksum: {digest}',
        'x-amz-content-sha256: UNSIGNED-PAYLOAD',
    ):
        print(f'header = "{header}"')
    print(f'cacert = "{sys.argv[3]}"\naws-sigv4 = "aws:amz:eu-central-1:ebs"')
    print(f'user = "{os.environ["AWS_ACCESS_KEY_ID"]}:{os.environ["AWS_SECRET_ACCESS_KEY"]}"')
END
  curl --parallel --parallel-immediate --parallel-max 16 --config "$home/requests" 2>"$home/curl.err" ||
    { cat "$home/curl.err" >&2 && return 1; }
}

after_aws() {
  rm "$home/fake/eu-central-1/$snapshot.raw"
}

"${up[@]}" >/dev/null
# The fake's Java compiles its code at the first use, which would count for the first of the two.
"by_curl_$type" 0
"after_$type"
worker=$(jq .process.pid "$home/.local/state/pim/service/worker.json")
seconds() { awk "BEGIN {printf \"%.2f\", $1}"; }
for round in $(seq "$rounds"); do
  "$root/bin/pim" deploy run bench there >"$home/run.log" || { cat "$home/run.log" >&2 && exit 1; }
  pim=$("$root/bin/pim" deploy show there -o json |
    jq '.steps[] | select(.step == "upload") | [.startedAt, .endedAt]
        | map(sub("\\.(?<f>[0-9]+)Z$"; "Z|\(.f)") | split("|")
          | (.[0] | fromdate) + ("0." + (.[1] // "0") | tonumber)) | .[1] - .[0]')
  begin=$(date +%s.%N)
  "by_curl_$type" "$round"
  curl=$(seconds "$(date +%s.%N) - $begin")
  "after_$type"
  echo "round $round: $mib MiB by PIM $(seconds "$pim") s ($(seconds "$mib / $pim") MiB/s), by curl $curl s," \
    "ratio $(seconds "$pim / $curl"); worker at most" \
    "$(awk '/VmHWM/ {print int($2 / 1024)}' "/proc/$worker/status") MiB"
done
