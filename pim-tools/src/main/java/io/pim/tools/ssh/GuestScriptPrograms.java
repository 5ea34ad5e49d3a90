package io.pim.tools.ssh;

import java.util.Map;

/**
 * The shell programs that run in the guest; POSIX sh as dash and busybox have it. Each expects the
 * script's folder in {@code d}.
 *
 * <p>Files in the folder: {@code script}; {@code run}, which runs it; {@code started}, a folder
 * whose making decides who starts; {@code pid} and {@code boot} of the runner; {@code output};
 * {@code exit}, the exit status, written last.
 */
final class GuestScriptPrograms {
  private static final String ROOT_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /** Made with its mode, and taken over only when it is root's own folder and no link. */
  static final String MAKE_FOLDER =
      """
      umask 077
      mkdir -p "${d%/*}" || exit
      mkdir "$d" 2>/dev/null || { [ -d "$d" ] && [ ! -L "$d" ] && [ -O "$d" ]; } || {
        echo "$d is not root's own folder" >&2; exit 1; }
      chmod 700 "$d" || exit
      """;

  /** Takes over a file of n bytes; a connection lost in between would leave a shorter one. */
  static final String WRITE =
      """
      if [ -e "$d/started" ]; then
        cat > /dev/null
      else
        t=$d/$f.$$
        cat > "$t" || exit
        set -- $(wc -c < "$t")
        [ "$1" = "$n" ] || { rm -f "$t"; echo "only $1 of $n bytes of $f arrived" >&2; exit 1; }
        mv -f "$t" "$d/$f" || exit
      fi
      """;

  /** The one who makes the folder starts the runner; everybody else joins. */
  static final String START =
      """
      if mkdir "$d/started" 2>/dev/null; then
        : > "$d/output"
        if command -v setsid > /dev/null; then s=setsid; else s=nohup; fi
        $s /bin/sh "$d/run" < /dev/null > /dev/null 2>&1 &
        echo pim-started
      elif [ -d "$d/started" ]; then
        echo pim-joined
      else
        echo "cannot write to $d" >&2
        exit 1
      fi
      """;

  /**
   * Reads the interpreter from the script itself as the kernel does (execve(2): one optional
   * argument), as the folder's file system may be mounted noexec.
   */
  private static final String RUN =
      """
      umask 077
      cat /proc/sys/kernel/random/boot_id > "$d/boot" 2>/dev/null
      echo $$ > "$d/pid.new" && mv -f "$d/pid.new" "$d/pid"
      trap '' HUP
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
      mkdir -p "$d/work"
      (
        cd "$d/work" || exit
        umask 022
        trap - HUP
        exec "$i" ${a:+"$a"} "$d/script"
      ) < /dev/null >> "$d/output" 2>&1
      echo $? > "$d/exit.new" && mv -f "$d/exit.new" "$d/exit"
      """;

  /**
   * Prints the output from byte {@code o} on until the exit file is there. The descriptor stays
   * open, so that its offset is how far was printed. What is to be known besides goes to standard
   * error, each with a mark in front.
   */
  static final String FOLLOW =
      """
      alive() {
        read -r pid < "$d/pid" || return 1
        if [ -r /proc/sys/kernel/random/boot_id ] && [ -s "$d/boot" ]; then
          [ "$(cat /proc/sys/kernel/random/boot_id)" = "$(cat "$d/boot")" ] || return 1
        fi
        case $(tr '\\0' ' ' < "/proc/$pid/cmdline") in *"$d/run"*) return 0 ;; esac
        return 1
      }
      exec 3< "$d/output" || { echo "pim-gone" >&2; exit 0; }
      set -- $(wc -c < "$d/output")
      [ "$1" -ge "$o" ] || { echo "pim-short $1" >&2; exit 0; }
      {
        [ $((o / 512)) -eq 0 ] || dd bs=512 count=$((o / 512)) of=/dev/null
        [ $((o % 512)) -eq 0 ] || dd bs=1 count=$((o % 512)) of=/dev/null
      } <&3 2>/dev/null
      unborn=0
      end=
      while [ -z "$end" ]; do
        if [ -f "$d/exit" ]; then
          end="pim-exit $(cat "$d/exit")"
        elif [ ! -d "$d" ]; then
          end=pim-gone
        elif [ ! -f "$d/pid" ] && [ "$unborn" -lt 100 ]; then
          unborn=$((unborn + 1))
        elif ! alive 2>/dev/null; then
          if [ -f "$d/exit" ]; then end="pim-exit $(cat "$d/exit")"; else end=pim-vanished; fi
        fi
        cat <&3
        [ -n "$end" ] || sleep 0.2 2>/dev/null || sleep 1
      done
      echo "$end" >&2
      """;

  /** Ends the runner's whole session, which is its process group where setsid made one. */
  static final String STOP =
      """
      [ -f "$d/pid" ] && [ ! -f "$d/exit" ] || exit 0
      read -r pid < "$d/pid"
      case $(tr '\\0' ' ' < "/proc/$pid/cmdline" 2>/dev/null) in *"$d/run"*) ;; *) exit 0 ;; esac
      kill -KILL "-$pid" 2>/dev/null || kill -KILL "$pid"
      """;

  static final String REMOVE =
      """
      rm -rf "$d"
      """;

  private GuestScriptPrograms() {}

  /** The runner's text; the variables travel in it, as arguments can be seen by every user. */
  static String runner(String folder, Map<String, String> environment) {
    StringBuilder text = new StringBuilder("#!/bin/sh\n");
    text.append("d=").append(ShellWord.quote(folder)).append('\n');
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
