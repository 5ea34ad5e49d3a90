package io.pim.tools.ssh;

import java.util.Map;

/**
 * The shell programs that run in the guest; POSIX sh as dash and busybox have it.
 *
 * <p>Each expects the run's state folder in {@code d}, its working folder in {@code w}, and the
 * boot id of the run's guest in {@code k}, which is empty if it is not known yet.
 *
 * <p>A run can be followed even if its script removes all files. The runner is a process that stays
 * until PIM ends it, and PIM finds it by its command line. Its open files are reached through
 * {@code /proc}, whether or not they still have names: the output is descriptor 4, the exit status
 * 5, and 6 is a pipe that keeps the runner waiting. The files' names only make this faster.
 *
 * <p>Files in the state folder: {@code run}, the runner's text; {@code ready}, the script before
 * its start, which the start renames to {@code script}, so that it happens at most once; {@code
 * pid}; {@code exit}, which says {@code run} and later the exit status. The output has no name: it
 * may grow, so it lies on the disk below the working folder, and not in memory as /run does.
 */
final class GuestScriptPrograms {
  private static final String ROOT_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /** Ends the runner's text in the input of {@link #PREPARE}. */
  static final String SCRIPT_FOLLOWS = "# pim: the script follows";

  /**
   * Uses builtins where it can, because each process costs an emulated guest a fiftieth of a
   * second. {@code read} drops the zero bytes between a process's arguments. grep's pattern does
   * not match itself, so grep does not find its own command line.
   */
  private static final String FUNCTIONS =
      """
      own() { [ -d "$1" ] && [ ! -L "$1" ] && [ -O "$1" ]; }
      private() {
        mkdir -m 700 "$1" 2>/dev/null && return
        own "$1" || { echo "$1 is not root's own folder" >&2; exit 1; }
        chmod 700 "$1" || exit
      }
      boot=
      read -r boot 2>/dev/null < /proc/sys/kernel/random/boot_id
      boot=${boot:-unknown}
      is_runner() {
        words=
        read -r words < "/proc/$1/cmdline"
        case $words in *"$d/run") ;; *) return 1 ;; esac
        [ -O "/proc/$1" ] && [ -p "/proc/$1/fd/6" ]
      } 2>/dev/null
      find_runner() {
        if read -r pid < "$d/pid" && is_runner "$pid"; then return 0; fi
        for pid in $(grep -l -e "$d/[r]un" /proc/[0-9]*/cmdline); do
          pid=${pid#/proc/}
          pid=${pid%/cmdline}
          is_runner "$pid" && return 0
        done
        pid=
        return 1
      } 2>/dev/null
      """;

  /**
   * Takes the runner's text and the script, unless the run was started. Both folders are created
   * with their mode, and used only if they belong to root.
   */
  static final String PREPARE =
      FUNCTIONS
          + "end='"
          + SCRIPT_FOLLOWS
          + "'\n"
          + """
          umask 077
          [ -d "${w%/*}" ] || { mkdir -p "${w%/*}" && chmod 1777 "${w%/*}"; } || exit
          [ -d "${d%/*/*}" ] || mkdir -p "${d%/*/*}" || exit
          private "${d%/*}"
          private "$d"
          echo "pim-boot $boot"
          if [ -e "$d/script" ] || find_runner; then
            cat > /dev/null
          else
            while IFS= read -r line && [ "$line" != "$end" ]; do
              printf '%s\\n' "$line" || exit
            done > "$d/run" || exit
            cat > "$d/ready.$$" || exit
            mv -f "$d/ready.$$" "$d/ready" || exit
          fi
          """;

  /** The state of a run from before a restart proves nothing about the present disk. */
  private static final String STOP_IN_ANOTHER_BOOT =
      """
      [ -z "$k" ] || [ "$k" = "$boot" ] || { echo "pim-lost $boot" >&2; exit 0; }
      """;

  /**
   * The process that renames the script starts the runner; all others join it. Everything that may
   * fail comes before that. The runner's descriptor 7 is a pipe to this program: its end means that
   * the runner exists, or never will.
   */
  static final String START =
      FUNCTIONS
          + STOP_IN_ANOTHER_BOOT
          + """
          umask 077
          if [ -e "$d/ready" ]; then
            private "$w"
            exec 4>> "$w/output.$$" || exit
            rm -f "$w/output.$$"
            echo run > "$d/exit" || exit
            [ ! -e "$d/hold" ] || rm -f "$d/hold"
            mkfifo "$d/hold" || exit
            exec 5<> "$d/exit" 6<> "$d/hold" || exit
          fi
          if mv "$d/ready" "$d/script" 2>/dev/null; then
            if command -v setsid > /dev/null; then s=setsid; else s=nohup; fi
            pid=$($s /bin/sh "$d/run" < /dev/null 7>&1 > /dev/null 2>&1 &)
            [ -n "$pid" ] || { echo "the script could not be started" >&2; exit 1; }
            echo pim-started >&2
          elif find_runner || [ -e "$d/script" ]; then
            echo pim-joined >&2
          else
            echo "pim-lost $boot" >&2
          fi
          """;

  /**
   * Reads the interpreter from the script as the kernel does (execve(2): one optional argument),
   * because /run is mounted noexec in most systems. The script inherits none of the runner's
   * descriptors, and its {@code kill 0} does not reach the runner. The status overwrites a word in
   * an existing file, so it can be written even if the script has filled the disk.
   */
  private static final String RUN =
      """
      umask 077
      trap '' HUP INT TERM
      echo $$ > "$d/pid"
      i=/bin/sh a=
      IFS= read -r line < "$d/script"
      case $line in
        '#!'*)
          line=${line#??}
          line=${line#"${line%%[! 	]*}"}
          line=${line%"${line##*[! 	]}"}
          i=${line%%[ 	]*}
          a=${line#"$i"}
          a=${a#"${a%%[! 	]*}"} ;;
      esac
      echo $$ >&7
      exec 7>&-
      (
        cd "$w" || exit
        umask 022
        trap - HUP INT TERM
        exec "$i" ${a:+"$a"} "$d/script"
      ) < /dev/null >&4 2>&4 4>&- 5>&- 6>&-
      printf '%-3d\\n' $? >&5
      read -r dismissed <&6
      """;

  /**
   * Prints the output from byte {@code o} on, until there is an exit status. The descriptor stays
   * open, so its offset is the position in the output. Other facts go to standard error, each after
   * a mark; the first is that it has found the output.
   */
  static final String FOLLOW =
      FUNCTIONS
          + STOP_IN_ANOTHER_BOOT
          + """
          if ! find_runner; then
            s=
            read -r s < "$d/exit"
            case $s in
              '' | run) echo "pim-lost $boot" >&2 ;;
              *) echo "pim-exit $s" >&2 ;;
            esac
            exit 0
          fi
          exec 3< "/proc/$pid/fd/4" 8< "/proc/$pid/fd/5" || exit
          {
            [ $((o / 512)) -eq 0 ] || dd bs=512 count=$((o / 512)) of=/dev/null
            [ $((o % 512)) -eq 0 ] || dd bs=1 count=$((o % 512)) of=/dev/null
          } <&3 2>/dev/null
          echo pim-follows >&2
          end=
          while [ -z "$end" ]; do
            runner=here
            is_runner "$pid" || find_runner || runner=gone
            read -r s < "/proc/$$/fd/8"
            if [ "$s" != run ]; then
              end="pim-exit $s"
            elif [ "$runner" = gone ]; then
              end="pim-lost $boot"
            fi
            cat <&3
            [ -n "$end" ] || sleep 0.2 2>/dev/null || sleep 1
          done
          echo "$end" >&2
          """;

  /** Ends the runner first, and with it the output. Processes that the script left keep running. */
  static final String REMOVE =
      FUNCTIONS
          + """
          if find_runner; then
            kill -KILL "$pid" 2>/dev/null
            while is_runner "$pid"; do :; done
          fi
          rm -rf "$d" "$w" || exit
          rmdir "${d%/*}" 2>/dev/null
          exit 0
          """;

  private GuestScriptPrograms() {}

  /** The runner's text. It contains the variables, because every user can see arguments. */
  static String runner(String state, String work, Map<String, String> environment) {
    StringBuilder text = new StringBuilder("#!/bin/sh\n");
    text.append("d=").append(ShellWord.quote(state)).append('\n');
    text.append("w=").append(ShellWord.quote(work)).append('\n');
    text.append("export PATH=").append(ROOT_PATH).append('\n');
    text.append("export DEBIAN_FRONTEND=noninteractive\n");
    environment.forEach(
        (name, value) ->
            text.append("export ")
                .append(name)
                .append('=')
                .append(ShellWord.quote(value))
                .append('\n'));
    return text.append(RUN).toString();
  }
}
