# shellcheck shell=bash
# A private apt: the machine's sources and keys, but state of its own, so that packages of
# another architecture can be resolved and fetched without touching the machine's dpkg.

apt_options=()

# apt_open: package lists for $deb_arch, at most a day old.
apt_open() {
  local state=$cache/apt-$deb_arch
  mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$cache/debs"
  : >"$state/status"
  apt_options=(
    -o "Dir::State=$state" -o "Dir::State::lists=$state/lists" -o "Dir::State::status=$state/status"
    -o "Dir::Cache=$state/cache" -o "APT::Architecture=$deb_arch" -o "APT::Architectures=$deb_arch"
    -o Acquire::Languages=none -o APT::Sandbox::User=root -o APT::Install-Recommends=false
    # The machine may have hooks that clean caches or look at its dpkg: they are not for this apt.
    -o APT::Update::Post-Invoke= -o APT::Update::Post-Invoke-Success= -o DPkg::Post-Invoke=
  )
  if [ -n "$refresh" ] || [ -z "$(find "$state/updated" -mmin -1440 2>/dev/null)" ]; then
    say "reading package lists ($deb_arch)"
    apt-get "${apt_options[@]}" -qq update >/dev/null || die "apt-get update failed for $deb_arch"
    touch "$state/updated"
    rm -f "$state"/plan-*
  fi
}

# apt_plan: resolves iso_packages; $plan lists every .deb of the closure with its digest.
apt_plan() {
  local packages uris
  packages=$(iso_packages)
  plan=$cache/apt-$deb_arch/plan-$(digest_of_text "$packages")
  [ -s "$plan" ] && return 0
  # shellcheck disable=SC2086 # a list of words; apt's patterns are not file names
  uris=$(set -f; apt-get "${apt_options[@]}" -y -qq --print-uris install $packages) \
    || die "apt cannot resolve: $(tr "\n" " " <<<"$packages"). Has this machine's apt a Debian source for $deb_arch?"
  printf '%s\n' "$uris" | sed -n "s/^'[^']*' \([^ ]*\) [0-9]* \(.*\)/\1 \2/p" | sort >"$plan.new"
  mv "$plan.new" "$plan"
}

# planned PACKAGE: its file name in the plan; empty if it is not there.
planned() { awk -F_ -v p="$1" '$1 == p { print; exit }' "$plan" | cut -d' ' -f1; }

# The kernel's own package, behind the meta package.
kernel_package() { grep -o '^linux-image-[0-9][^_]*' "$plan" | head -1; }

# apt_unpack DIR PACKAGE...: fetches (once) and unpacks into DIR.
apt_unpack() {
  local dir=$1 package file missing=()
  shift
  for package in "$@"; do
    file=$(planned "$package")
    [ -n "$file" ] || die "package $package is not among the resolved ones"
    deb_is_good "$file" || missing+=("$package=$(deb_version "$file")")
  done
  if [ ${#missing[@]} -gt 0 ]; then
    say "fetching ${missing[*]%%=*}"
    (cd "$cache/debs" && apt-get "${apt_options[@]}" -qq download "${missing[@]}") || die "download failed"
  fi
  mkdir -p "$dir"
  for package in "$@"; do dpkg -x "$cache/debs/$(planned "$package")" "$dir"; done
}

deb_version() { printf '%s' "$1" | cut -d_ -f2 | sed 's/%3a/:/g'; }

# apt checked the digest when it fetched the file; it is written whole and renamed.
deb_is_good() { [ -s "$cache/debs/$1" ]; }

# machine_sources CODENAME: the machine's Debian sources of that release, as one-line entries.
machine_sources() {
  # shellcheck disable=SC2016 # apt's own variables
  apt-get "${apt_options[@]}" indextargets 'Created-By: Packages' \
    --format '$(ORIGIN)|$(CODENAME)|$(REPO_URI) $(RELEASE) $(COMPONENT)' \
    | awk -F'|' -v name="$1" '$1 == "Debian" && index($2, name) == 1 {print "deb " $3}'
}
