package io.pim.host.deploy.proxmox;

/** Scripts for the shell of a node. Their variable parts are arguments. */
enum NodeScript {
  /** Succeeds if there is a program {@code $1}. */
  HAS("command -v \"$1\""),

  /** Makes the private folder {@code $1}. */
  PREPARE(
      """
      umask 077
      mkdir -p -- "$1" || exit 1
      if [ -L "$1" ] || ! [ -O "$1" ]; then
        echo "it is a link, or belongs to somebody else" >&2
        exit 1
      fi
      if [ -n "$(find "$1" -prune -perm /022)" ]; then
        echo "others may write to it" >&2
        exit 1
      fi
      chmod 700 -- "$1"
      """),

  /**
   * Runs {@code $3...} in the folder {@code $1} as the job {@code $2}, in a session of its own. The
   * job keeps its file {@code .lock} locked while it runs, and then writes its exit status to
   * {@code .end}.
   */
  START(
      """
      cd -- "$1" || exit 1
      job=$2
      shift 2
      exec 9>>"$job.lock" || exit 1
      flock -w 5 9 || exit 75
      rm -f -- "$job.end"
      setsid /bin/sh -c '
        "$@" >"$0.out" 2>&1
        echo $? >"$0.new"
        mv -f -- "$0.new" "$0.end"
      ' "$job" "$@" </dev/null >/dev/null 2>&1 &
      """),

  /**
   * Prints the state of the job {@code $2} in the folder {@code $1}, and the end of its output. A
   * job was cut off if its file {@code .lock} is not locked and it has no {@code .end}.
   */
  LOOK(
      """
      if ! [ -e "$1/$2.lock" ]; then
        echo none
        exit
      fi
      cd -- "$1" || exit 1
      flock -n -s -- "$2.lock" true
      case $? in
      0) if [ -e "$2.end" ]; then echo "ended $(head -c 8 -- "$2.end")"; else echo none; fi ;;
      1) echo running ;;
      *) exit 1 ;;
      esac
      if [ -e "$2.out" ]; then tail -c 4000 -- "$2.out"; fi
      """);

  /** The exit status of {@link #START} if the job already runs. */
  static final int RUNS_ALREADY = 75;

  private final String text;

  NodeScript(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
