#!/bin/sh
# Takes out of the installed system what must not be in an image: it runs as root, as the last
# script of a build, and again from the start should it be interrupted. POSIX sh, busybox included.
set -u

# The folder it runs in is among the temporary ones.
cd / || exit

say() { printf '%s\n' "$*"; }

# Where a build's key may be: its user's home is anywhere.
authorized_keys() {
  {
    printf '%s\n' /root /home/*
    cut -d : -f 6 /etc/passwd 2>/dev/null
  } | sort -u | while IFS= read -r home; do
    [ ! -f "$home/.ssh/authorized_keys" ] || printf '%s\n' "$home/.ssh/authorized_keys"
  done
}

say "cloud-init: forget this machine"
if ! command -v cloud-init >/dev/null 2>&1; then
  say "cloud-init is not installed, so no instance of this image could be configured."
  say "Add cloud-init to the profile's packages."
  exit 1
fi
cloud-init clean --logs --seed >/dev/null 2>&1 || cloud-init clean --logs || exit 1
rm -rf /var/lib/cloud/instances /var/lib/cloud/instance /var/lib/cloud/data

# debian-installer writes the interface it used into /etc/network/interfaces, and cloud-init its own
# into interfaces.d/50-cloud-init: an instance would run two DHCP clients on one interface. Moved
# there, the installer's is what cloud-init replaces.
interfaces=/etc/network/interfaces
rendered=/etc/network/interfaces.d/50-cloud-init
if [ -f "$interfaces" ] && [ ! -e "$rendered" ] && grep -q '^source.*interfaces\.d' "$interfaces"; then
  moves='function other(name) { return name != "lo" }
    /^(auto|allow-hotplug)[ \t]/ { moving = other($2); if (moving == want) print; next }
    /^iface[ \t]/ { moving = other($2); if (moving == want) print; next }
    /^(source|mapping|#|$)/ { moving = 0 }
    moving == want { print }'
  if grep -Eq '^iface[[:space:]]+[^[:space:]]+[[:space:]]+inet6?[[:space:]]' "$interfaces"; then
    mkdir -p /etc/network/interfaces.d
    awk -v want=1 "$moves" "$interfaces" >"$rendered" || exit 1
    awk -v want=0 "$moves" "$interfaces" >"$interfaces.pim" && cat "$interfaces.pim" >"$interfaces"
    rm -f "$interfaces.pim"
    [ -s "$rendered" ] || rm -f "$rendered"
  fi
fi

say "packages: empty the caches"
if command -v apt-get >/dev/null 2>&1; then
  apt-get clean
  rm -rf /var/lib/apt/lists/* /var/cache/debconf/*-old /var/lib/dpkg/*-old
fi

say "identity: machine id, random seed, leases"
: > /etc/machine-id
if [ -f /var/lib/dbus/machine-id ] && [ ! -L /var/lib/dbus/machine-id ]; then
  rm -f /var/lib/dbus/machine-id
fi
rm -f /var/lib/systemd/random-seed /var/lib/urandom/random-seed
rm -f /var/lib/dhcp/*.leases /var/lib/dhcp/*.lease /var/lib/NetworkManager/*.lease
rm -f /etc/udev/rules.d/70-persistent-net.rules

say "logs, core dumps, histories, temporary files"
if command -v journalctl >/dev/null 2>&1; then
  # Lets go of the files in /var/log; what is said from now on stays in memory.
  journalctl --relinquish-var >/dev/null 2>&1
  rm -rf /var/log/journal/*
fi
find /var/log -type f \( -name '*.gz' -o -name '*.[0-9]' -o -name '*.old' \) \
  -exec rm -f {} +
find /var/log -type f ! -name '*.journal' -exec sh -c 'for f do : > "$f"; done' sh {} +
rm -rf /var/log/installer /var/lib/systemd/coredump/* /var/crash/* /core
rm -f /root/.bash_history /root/.ash_history /home/*/.bash_history /root/.wget-hsts /root/install.sh
find /tmp /var/tmp -mindepth 1 -maxdepth 1 ! -name 'systemd-private-*' -exec rm -rf {} +

say "file systems: hand free blocks back"
fstrim -a 2>/dev/null || fstrim / 2>/dev/null || say "  this disk or file system has no discard"

# Last, because nobody can log in anew after this.
say "keys: the build's own, and the host's"
authorized_keys | while IFS= read -r file; do
  grep -v ' pim-build:' "$file" > "$file.pim"
  cat "$file.pim" > "$file"
  rm -f "$file.pim"
  [ -s "$file" ] || rm -f "$file"
done
rm -f /etc/ssh/ssh_host_*_key /etc/ssh/ssh_host_*_key.pub /etc/dropbear/dropbear_*_host_key
sync

left=$(
  ls /etc/ssh/ssh_host_*_key /etc/dropbear/dropbear_*_host_key 2>/dev/null
  authorized_keys | while IFS= read -r file; do grep -l ' pim-build:' "$file"; done
  [ -s /etc/machine-id ] && echo /etc/machine-id
)
if [ -n "$left" ]; then
  say "These are still there: $left"
  exit 1
fi
