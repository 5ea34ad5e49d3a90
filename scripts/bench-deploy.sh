#!/bin/bash
# Uploads an image to a fake of the tests, by PIM and by curl: how long each takes, and how much memory PIM's
# worker takes. For Linux; needs a built checkout, curl, jq, and for aws python3.
#   scripts/bench-deploy.sh [MIB] [ROUNDS] [proxmox|aws]
set -euo pipefail
mib=${1:-2048} rounds=${2:-3} type=${3:-proxmox}
root=$(cd "$(dirname "$0")/.." && pwd)
home=$(mktemp -d "${TMPDIR:-/tmp}/pimbench.XXXXXX")
# Where make has put the Temporal server.
PATH=$PATH:${XDG_CACHE_HOME:-$HOME/.cache}/pim/tools/temporal-1.5.1
export HOME=$home XDG_RUNTIME_DIR=$home/run PIM_JAVA_OPTS=-Duser.home=$home
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME XDG_CACHE_HOME
mkdir -p "$home/run" "$home/config/targets.d"
cd "$home/config"

case $type in
  proxmox) main=io.pim.tools.proxmox.fake.FakeProxmoxMain ;;
  aws) main=io.pim.tools.aws.fake.FakeAwsMain ;;
  *) echo "no fake of $type: proxmox or aws" >&2 && exit 2 ;;
esac
mkfifo "$home/commands"
java -cp "$root/pim-tools/target/test-classes:$root/pim-cli/target/dist/lib/*" \
  "$main" 0 "$home/fake" <"$home/commands" >"$home/fake.out" &
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
# A raw disk is taken for one only where it can be booted.
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
    # The blocks as files, and what must be said of each.
    mkdir "$home/blocks"
    split -a 5 -d -b 512K "$home/disk.raw" "$home/blocks/"
    rm "$home/disk.raw"
    ;;
esac

# From the first byte to the end of the task that puts the file in its place, as PIM's step.
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

sign=(--aws-sigv4 aws:amz:eu-central-1:ebs)

# A new snapshot, and each block's request; not part of what is measured.
before_aws() {
  local snapshot
  sign+=(--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY")
  snapshot=$(curl -sf "${sign[@]}" -H 'Content-Type: application/json' \
    -d "{\"VolumeSize\": $(((mib + 1023) / 1024)), \"ClientToken\": \"curl-$1\"}" \
    "$(fact endpoint)/snapshots" | jq -r .SnapshotId)
  python3 - "$home/blocks" "$(fact endpoint)/snapshots/$snapshot/blocks/" >"$home/requests" <<'END'
import base64, hashlib, os, sys
for index, name in enumerate(sorted(os.listdir(sys.argv[1]))):
    path = os.path.join(sys.argv[1], name)
    digest = hashlib.sha256(open(path, 'rb').read())
    if index:
        print('next')
    print(f'url = "{sys.argv[2]}{index}"\nupload-file = "{path}"\noutput = /dev/null\nfail\nsilent')
    for header in (
        'Expect:',
        'x-amz-Data-Length: 524288',
        'x-amz-Checksum-Algorithm: SHA256',
        'x-amz-Checksum: ' + base64.b64encode(digest.digest()).decode(),
        'x-amz-content-sha256: ' + digest.hexdigest(),
    ):
        print(f'header = "{header}"')
    print(f'aws-sigv4 = "aws:amz:eu-central-1:ebs"')
    print(f'user = "{os.environ["AWS_ACCESS_KEY_ID"]}:{os.environ["AWS_SECRET_ACCESS_KEY"]}"')
END
}

# As many at once as PIM sends.
by_curl_aws() {
  curl --parallel --parallel-immediate --parallel-max 16 --config "$home/requests" 2>"$home/curl.err" ||
    { cat "$home/curl.err" >&2 && return 1; }
}

"$root/bin/pim" up >/dev/null
worker=$(jq .process.pid "$home/.local/state/pim/service/worker.json")
seconds() { awk "BEGIN {printf \"%.2f\", $1}"; }
for round in $(seq "$rounds"); do
  "$root/bin/pim" deploy run bench there >"$home/run.log" || { cat "$home/run.log" >&2 && exit 1; }
  pim=$("$root/bin/pim" deploy show there -o json |
    jq '.steps[] | select(.step == "upload") | [.startedAt, .endedAt]
        | map(sub("\\.(?<f>[0-9]+)Z$"; "Z|\(.f)") | split("|")
          | (.[0] | fromdate) + ("0." + (.[1] // "0") | tonumber)) | .[1] - .[0]')
  [ "$type" != aws ] || before_aws "$round"
  begin=$(date +%s.%N)
  "by_curl_$type"
  curl=$(seconds "$(date +%s.%N) - $begin")
  [ "$type" != proxmox ] || after_proxmox
  echo "round $round: $mib MiB by PIM $(seconds "$pim") s ($(seconds "$mib / $pim") MiB/s), by curl $curl s," \
    "ratio $(seconds "$pim / $curl"); worker at most" \
    "$(awk '/VmHWM/ {print int($2 / 1024)}' "/proc/$worker/status") MiB"
done
