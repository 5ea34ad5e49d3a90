# shellcheck shell=dash
# Words for the console, which is all that a person sees of an installation.

step() { echo "PIM-INSTALLER: [$(cut -d' ' -f1 /proc/uptime)] $*"; }
warn() { echo "PIM-INSTALLER: WARNING: $*"; }

# fail REASON: the reason is kept for init, which prints it last.
fail() {
  echo "$*" >/run/failure
  exit 1
}
