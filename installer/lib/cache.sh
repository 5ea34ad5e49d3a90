# shellcheck shell=bash
# An ISO is named by the digest of all its inputs: the files of installer/, the resolved packages,
# the architecture and the date. Finished ISOs are kept in $cache, so that a fresh checkout finds them.

digest_of_text() { printf '%s' "$1" | sha256sum | cut -c1-64; }

cache_open() {
  cache=${PIM_ISO_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/pim-installer}
  mkdir -p "$cache/isos" "$(dirname "$output")"
  # Two makers at once would fetch and write the same files.
  exec 9>"$cache/lock"
  flock 9
}

cache_digest() {
  {
    echo "$kind $deb_arch $SOURCE_DATE_EPOCH"
    # What documents or tests the ISOs is no input of theirs.
    (cd "$here" && find . -type f ! -path './testdata/*' ! -name 'test-*' ! -name README.md -print0 \
      | sort -z | xargs -0 sha256sum)
    cat "$plan"
  } | sha256sum | cut -c1-64
}

cache_is_current() {
  digest=$(cache_digest)
  stored=$cache/isos/$(basename "$(iso_name)" .iso)-${digest:0:16}.iso
  if [ "$(cat "$output.inputs" 2>/dev/null)" = "$digest" ] && checksum_holds "$output"; then return 0; fi
  checksum_holds "$stored" || return 1
  cache_publish "$stored"
}

checksum_holds() {
  [ -s "$1" ] && [ -s "$1.sha256" ] && [ "$(cut -d' ' -f1 "$1.sha256")" = "$(sha256sum <"$1" | cut -d' ' -f1)" ]
}

# cache_store ISO: into the store (older ISOs of the name leave it), then to the output.
cache_store() {
  local name
  name=$(basename "$(iso_name)" .iso)
  find "$cache/isos" -name "$name-????????????????.iso*" -mtime +7 -delete
  mv "$1" "$stored.new"
  write_checksum "$stored.new" "$stored"
  mv "$stored.new" "$stored"
  cache_publish "$stored"
}

# cache_publish STORED: a copy, not a link: whoever writes to the output must not harm the store.
cache_publish() {
  cp --reflink=auto --sparse=always "$1" "$output.new"
  mv "$output.new" "$output"
  write_checksum "$output" "$output"
  printf '%s\n' "$digest" >"$output.inputs"
}

# write_checksum FILE NAME: NAME.sha256, as sha256sum -c reads it.
write_checksum() {
  printf '%s  %s\n' "$(sha256sum <"$1" | cut -d' ' -f1)" "$(basename "$2")" >"$2.sha256"
}
