# shellcheck shell=dash
# debian-installer's answers: from the kernel command line first, then from the preseed file.
# An answer is a file in $answers, named by the question with / as %.

answers=/run/answers
mkdir -p "$answers"

answer_file() { echo "$answers/$(echo "$1" | tr / %)"; }
put_answer() { printf '%s\n' "$2" >"$(answer_file "$1")"; }
has_answer() { [ -e "$(answer_file "$1")" ]; }

# answer QUESTION [DEFAULT]
answer() { if has_answer "$1"; then cat "$(answer_file "$1")"; else echo "${2-}"; fi; }

# The short names that debian-installer takes on the command line.
full_name() {
  case $1 in
    url) echo preseed/url ;;
    hostname) echo netcfg/get_hostname ;;
    domain) echo netcfg/get_domain ;;
    locale) echo debian-installer/locale ;;
    language | country) echo "debian-installer/$1" ;;
    priority) echo debconf/priority ;;
    *) echo "$1" ;;
  esac
}

# Words without a / and not known above (quiet, console=) are the kernel's or nobody's.
read_command_line() {
  for word in $(cat /proc/cmdline); do
    case $word in
      ---) break ;;
      *=*)
        question=$(full_name "${word%%=*}")
        case $question in
          /* | *%*) ;;
          */*)
            put_answer "$question" "${word#*=}"
            # netcfg has already used these when a preseed from the network arrives.
            case $question in netcfg/get_*) put_answer "command-line/$question" "${word#*=}" ;; esac
            ;;
        esac
        ;;
    esac
  done
}

fetch_preseed() {
  url=$(answer preseed/url)
  [ -n "$url" ] || fail "no preseed/url= on the kernel command line"
  fetch "$url" /run/preseed.cfg || fail "cannot fetch the preseed from $(without_path "$url")"
  read_preseed /run/preseed.cfg
  step "preseed read: $(ls "$answers" | wc -l) answers"
}

# The path of a preseed is a secret; the console is not.
without_path() { echo "$1" | sed 's|^\([a-z]*://[^/]*\)/.*|\1/...|'; }

# read_preseed FILE: lines "owner question type value". One blank parts type and value; what
# follows is the value as it is. A backslash at the end of a line joins the next to it.
read_preseed() {
  awk -v dir="$answers" '
    { line = joined $0; joined = "" }
    line ~ /\\$/ { joined = substr(line, 1, length(line) - 1); next }
    line ~ /^[ \t]*(#|$)/ { next }
    {
      if (!match(line, /^[ \t]*[^ \t]+[ \t]+[^ \t]+[ \t]+[^ \t]+/)) {
        print "PIM-INSTALLER: WARNING: preseed line " NR " has no question and type, ignored"; next
      }
      value = substr(line, RLENGTH + 2)
      split(substr(line, 1, RLENGTH), word)
      if (word[3] == "seen" || word[2] !~ /^[A-Za-z0-9][A-Za-z0-9_.+\/-]*$/) next
      name = word[2]; gsub("/", "%", name)
      print value > (dir "/" name); close(dir "/" name)
    }' "$1"
}

# What debian-installer would stop and ask for: here there is nobody to answer.
check_answers() {
  if [ "$(answer passwd/make-user true)" = true ]; then
    has_answer passwd/username || fail "the preseed does not answer passwd/username"
    answer passwd/username | grep -q '^[a-z_][a-z0-9_-]*$' || fail "passwd/username is not a user name"
    check_password passwd/user-password
  fi
  if [ "$(answer passwd/root-login true)" = true ]; then check_password passwd/root-password; fi
  for question in keyboard-configuration/xkb-keymap partman/confirm partman/choose_partition partman-auto/method; do
    has_answer "$question" || warn "debian-installer would stop and ask $question"
  done
}

check_password() {
  has_answer "$1-crypted" && return 0
  [ -n "$(answer "$1")" ] || fail "the preseed answers neither $1 nor $1-crypted"
  [ "$(answer "$1")" = "$(answer "$1-again")" ] || fail "$1-again is not the same as $1"
}

# password_hash QUESTION: as /etc/shadow wants it. On standard input, as arguments can be listed.
password_hash() {
  if has_answer "$1-crypted"; then answer "$1-crypted"; else answer "$1" | mkpasswd -P 0 -m sha512; fi
}

# netcfg/hostname overrides all; a name on the command line was taken before the preseed was fetched.
target_hostname() {
  answer netcfg/hostname "$(answer command-line/netcfg/get_hostname "$(answer netcfg/get_hostname debian)")"
}

target_domain() { answer command-line/netcfg/get_domain "$(answer netcfg/get_domain)"; }
