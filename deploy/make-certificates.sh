#!/bin/sh
# Makes the keys, certificates and passwords for temporal-compose.yml: docs/guides/service.md.
#
#   deploy/make-certificates.sh [--folder FOLDER] [--days N] server NAME|ADDRESS...
#       everything that the service needs. NAMEs are the names that hosts connect to, the preferred one first.
#   deploy/make-certificates.sh [--folder FOLDER] [--days N] client NAME...
#       a certificate for each host or person, as clients/NAME/temporal.toml: the one file they need.
#   deploy/make-certificates.sh [--folder FOLDER] show
#       all certificates, and when they expire.
#
# An existing authority and existing passwords stay. Certificates and their keys are replaced each time, which renews
# them. FOLDER is `secrets` beside this script by default. Certificates are valid for 397 days, the authority for ten
# years. Each temporal.toml has PIM_NAMESPACE=NAME (default pim) and PIM_PORT=N (default 7233).
set -eu
umask 077

here=$(cd "$(dirname "$0")" && pwd)
folder=$here/secrets
days=397
authority_days=3650

fail() {
  echo "make-certificates.sh: $*" >&2
  exit 1
}

usage() {
  sed -n '2,/^set -eu/p' "$0" | sed -n 's/^# \{0,1\}//p' >&2
  exit 2
}

# Only letters, digits and the characters of addresses, because these words become file names and openssl configuration.
check_name() {
  case $1 in
    '' | -* | .* | *[!A-Za-z0-9.:-]*) fail "'$1' is not a host name or address: use letters, digits, - . and :" ;;
  esac
}

# Writes a complete file or none, because an interrupted run must not leave half a key.
into() {
  cat >"$1.new" && mv "$1.new" "$1"
}

make_password() {
  [ -s "$1" ] || openssl rand -hex 24 | tr -d '\n' | into "$1"
}

make_authority() {
  [ -s "$folder/ca-key.pem" ] && [ -s "$folder/ca.pem" ] && return
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 2>/dev/null | into "$folder/ca-key.pem"
  openssl req -x509 -new -sha256 -key "$folder/ca-key.pem" -days "$authority_days" -subj "/O=PIM/CN=PIM service authority" \
    -addext 'basicConstraints=critical,CA:TRUE,pathlen:0' -addext 'keyUsage=critical,keyCertSign,cRLSign' |
    into "$folder/ca.pem"
}

# certificate FILE COMMON-NAME USAGES [NAME|ADDRESS...]: FILE.pem and FILE-key.pem
certificate() {
  file=$1 common=$2 usages=$3
  shift 3
  sans=
  for name in "$@"; do
    case $name in
      *:*) kind=IP ;;
      *[!0-9.]*) kind=DNS ;;
      *) kind=IP ;;
    esac
    sans="$sans${sans:+,}$kind:$name"
  done
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 2>/dev/null >"$file-key.pem.new"
  openssl req -new -key "$file-key.pem.new" -subj "/O=PIM/CN=$common" >"$file.csr"
  {
    echo "basicConstraints=critical,CA:FALSE"
    echo "keyUsage=critical,digitalSignature"
    echo "extendedKeyUsage=$usages"
    [ -z "$sans" ] || echo "subjectAltName=$sans"
  } >"$file.ext"
  openssl x509 -req -sha256 -in "$file.csr" -CA "$folder/ca.pem" -CAkey "$folder/ca-key.pem" -days "$days" \
    -set_serial "0x$(openssl rand -hex 16)" -extfile "$file.ext" -out "$file.pem.new" 2>/dev/null ||
    fail "openssl cannot sign a certificate for $common with $folder/ca-key.pem"
  rm -f "$file.csr" "$file.ext"
  mv "$file-key.pem.new" "$file-key.pem"
  mv "$file.pem.new" "$file.pem"
}

# The registry accepts only bcrypt, which openssl cannot make. No command line contains the password.
make_htpasswd() {
  [ -s "$folder/registry-htpasswd" ] && return
  if command -v htpasswd >/dev/null; then
    line=$(htpasswd -niBC 10 pim <"$folder/registry-password")
  else
    # shellcheck disable=SC2016 # Perl's variables
    line=pim:$(perl -e '
      my $salt = "";
      open(my $r, "<", "/dev/urandom");
      read($r, my $bytes, 22);
      my @set = split //, "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
      $salt .= $set[ord($_) % 64] for split //, $bytes;
      $salt =~ s/.$/./;
      print crypt(<STDIN>, "\$2b\$10\$$salt") // "";' <"$folder/registry-password")
  fi
  case $line in
    pim:\$2?\$10\$*) echo "$line" | into "$folder/registry-htpasswd" ;;
    *) fail "this system cannot hash passwords with bcrypt: install htpasswd (apache2-utils, httpd-tools)" ;;
  esac
}

# Everything is in one file, because a path in temporal.toml would have to be valid on the host that reads it.
write_toml() {
  address=$1 client=$2
  {
    echo "[profile.default]"
    echo "address = \"$address\""
    echo "namespace = \"${PIM_NAMESPACE:-pim}\""
    echo
    echo "[profile.default.tls]"
    for item in "server_ca_cert_data $folder/ca.pem" "client_cert_data $client.pem" "client_key_data $client-key.pem"; do
      echo "${item%% *} = '''"
      cat "${item#* }"
      echo "'''"
    done
  } | into "$(dirname "$client")/temporal.toml"
}

make_server() {
  [ $# -gt 0 ] || usage
  for name in "$@"; do check_name "$name"; done
  make_authority
  make_password "$folder/postgresql-password"
  make_password "$folder/registry-password"
  make_password "$folder/registry-secret"
  make_htpasswd
  # The parts of the Temporal server are clients of each other.
  certificate "$folder/temporal" temporal serverAuth,clientAuth "$@" temporal localhost 127.0.0.1
  certificate "$folder/registry" registry serverAuth "$@" registry localhost 127.0.0.1
  certificate "$folder/postgresql" postgresql serverAuth postgresql
  certificate "$folder/admin" admin clientAuth
  case $1 in *:*) host="[$1]" ;; *) host=$1 ;; esac
  echo "$host" | into "$folder/address"
  if [ "$folder" = "$here/secrets" ] && [ ! -e "$here/.env" ]; then
    {
      echo "# For docker compose; docs/guides/service.md explains them."
      echo "COMPOSE_PROJECT_NAME=pim-service"
      echo "PIM_UID=$(id -u)"
      echo "PIM_GID=$(id -g)"
      echo "PIM_LISTEN=127.0.0.1"
    } | into "$here/.env"
  fi
}

make_clients() {
  [ $# -gt 0 ] || usage
  for name in "$@"; do check_name "$name"; done
  [ -s "$folder/address" ] || fail "no service in $folder yet: run \`$0 server NAME\` first"
  for name in "$@"; do
    mkdir -p "$folder/clients/$name"
    certificate "$folder/clients/$name/client" "$name" clientAuth
    write_toml "$(cat "$folder/address"):${PIM_PORT:-7233}" "$folder/clients/$name/client"
    echo "$folder/clients/$name/temporal.toml"
  done
}

show() {
  find "$folder" -name '*.pem' ! -name '*-key.pem' | sort | while read -r file; do
    echo "$(openssl x509 -in "$file" -noout -enddate | sed 's/notAfter=//')  ${file#"$folder"/}"
  done
}

while :; do
  case ${1:-} in
    --folder) [ $# -ge 2 ] || usage; folder=$2; shift 2 ;;
    --days) [ $# -ge 2 ] || usage; days=$2; shift 2 ;;
    *) break ;;
  esac
done
case $days in '' | *[!0-9]*) fail "--days $days: use a number of days" ;; esac
action=${1:-}
[ $# -eq 0 ] || shift
command -v openssl >/dev/null || fail "openssl is missing: install it"
[ "$action" = show ] || mkdir -p "$folder"
case $action in
  server) make_server "$@" ;;
  client) make_clients "$@" ;;
  show) show ;;
  *) usage ;;
esac
