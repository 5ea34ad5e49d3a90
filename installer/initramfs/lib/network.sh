# shellcheck shell=dash
# The network of the installer: DHCP on the first interface, and files by HTTP.

configure_network() {
  interface=$(find /sys/class/net -mindepth 1 ! -name lo | sort | sed -n '1s|.*/||p')
  [ -n "$interface" ] || fail "no network interface was found"
  ip link set lo up
  ip link set "$interface" up
  udhcpc -i "$interface" -s /bin/udhcpc-script -q -n -t 20 -T 1 -A 1 >/dev/null \
    || fail "no answer to DHCP on $interface"
  step "network: $interface $(ip -4 -o addr show "$interface" | awk '{print $4}')"
}

# fetch URL FILE: five tries, as the one who serves may be starting again at this moment.
# timeout(1), as -T makes Debian's busybox-static crash.
fetch() {
  tries=1
  until timeout 20 wget -q -O "$2" "$1"; do
    [ $tries -lt 5 ] || return 1
    tries=$((tries + 1))
    sleep 1
  done
}
