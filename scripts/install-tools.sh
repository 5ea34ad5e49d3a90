#!/bin/sh
# Installs the packages that the tests or the demo need, as root on Debian. Elsewhere it lists the missing ones.
# Usage: scripts/install-tools.sh --for test|demo | PACKAGE...
set -eu
demo="qemu-system-x86 qemu-utils ovmf ipxe-qemu seabios"
test="$demo qemu-system-arm qemu-efi-aarch64
  xorriso e2fsprogs fdisk openssh-client openssh-server dropbear-bin busybox-static sudo ruby shellcheck ansible-core
  zsh fish strace docker-registry libvirt-daemon libvirt-clients systemd openssl iproute2
  python3"
case $* in
  "--for demo") packages=$demo ;;
  "" | "--for test") packages=$test ;;
  *) packages=$* ;;
esac
missing=
for package in $packages; do
  dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q '^install ok installed$' ||
    missing="$missing $package"
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "Not installed:$missing" >&2
  echo "Install it as root: apt-get install$missing" >&2
  exit 1
fi
echo "installing:$missing"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
# Start no server of these packages: tests start their own, on loopback.
policy=/usr/sbin/policy-rc.d
[ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && made=1; }
# shellcheck disable=SC2086 # a list of words
{ apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; } >"$log" 2>&1 ||
  { cat "$log" >&2 && failed=1; }
[ -z "${made:-}" ] || rm -f "$policy"
rm -f "$log"
mkdir -p /run/sshd
exit "${failed:-0}"
