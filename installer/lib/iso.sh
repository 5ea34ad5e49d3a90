# shellcheck shell=bash
# The ISO itself.

# iso_write LABEL DIR FILE: plain ISO 9660 with Rock Ridge and Joliet, as Debian's own have.
iso_write() {
  local date
  date=$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y%m%d%H%M%S00)
  set_dates "$2"
  xorriso -as mkisofs -quiet -V "$1" -r -J --modification-date="$date" -o "$3" "$2" 2>"$work/xorriso.log" \
    || die "xorriso: $(cat "$work/xorriso.log")"
}
