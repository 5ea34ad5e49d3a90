# shellcheck shell=dash
# Users in plain files; used by the installer (users_root=/target) and by cloud-init here.
users_root=${users_root-}

# add_user NAME [FULLNAME]: with a home, without a password. One that is there stays as it is.
add_user() {
  grep -q "^$1:" "$users_root/etc/passwd" && return 0
  uid=$(awk -F: 'BEGIN {n = 999} $3 > n && $3 < 60000 {n = $3} END {print n + 1}' "$users_root/etc/passwd")
  gecos=$(printf '%s' "${2-}" | tr -d ':\n')
  echo "$1:x:$uid:$uid:$gecos:/home/$1:/bin/sh" >>"$users_root/etc/passwd"
  echo "$1:x:$uid:" >>"$users_root/etc/group"
  echo "$1:!:19000:0:99999:7:::" >>"$users_root/etc/shadow"
  mkdir -p "$users_root/home/$1"
  chown "$uid:$uid" "$users_root/home/$1"
}

# set_password_hash NAME HASH
set_password_hash() {
  awk -F: -v OFS=: -v name="$1" -v hash="$2" '$1 == name {$2 = hash} {print}' \
    "$users_root/etc/shadow" >"$users_root/etc/shadow.new"
  chmod 640 "$users_root/etc/shadow.new"
  mv "$users_root/etc/shadow.new" "$users_root/etc/shadow"
}

home_of() { awk -F: -v name="$1" '$1 == name {print $6}' "$users_root/etc/passwd"; }

# authorize_key NAME KEY: once.
authorize_key() {
  home=$users_root$(home_of "$1")
  mkdir -p "$home/.ssh"
  grep -qxF "$2" "$home/.ssh/authorized_keys" 2>/dev/null || printf '%s\n' "$2" >>"$home/.ssh/authorized_keys"
  chmod 700 "$home/.ssh"
  chmod 600 "$home/.ssh/authorized_keys"
  owner=$(awk -F: -v name="$1" '$1 == name {print $3 ":" $4}' "$users_root/etc/passwd")
  chown -R "$owner" "$home/.ssh"
}
