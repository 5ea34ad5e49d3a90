package io.pim.tools.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The state of a process on Linux, as a letter of proc(5), and its start in clock ticks since boot.
 *
 * <p>Java computes a start time from the wall clock, so it moves when the clock is set. Ticks with
 * the boot id never move.
 */
record ProcessStart(String mark, char state) {
  private static final Path PROC = Path.of("/proc");
  private static final int STATE = 0;
  private static final int START_TICKS = 19;

  /** Empty when the process does not exist, or the system is not Linux. */
  static Optional<ProcessStart> of(long pid) {
    try {
      String stat = Files.readString(PROC.resolve(pid + "/stat"));
      String boot = Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
      // The second field is the program's name in parentheses; the name may contain both ) and
      // blanks.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Optional.of(
          new ProcessStart(boot + ":" + fields[START_TICKS], fields[STATE].charAt(0)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  boolean isZombie() {
    return state == 'Z';
  }

  /** Stopped by SIGSTOP, by Ctrl-Z on a terminal, or by a debugger. */
  boolean isStopped() {
    return state == 'T' || state == 't';
  }
}
