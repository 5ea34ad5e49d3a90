package io.pim.tools.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What Linux says of a process: its state, by proc(5)'s letters, and when it started, in clock
 * ticks since this boot.
 *
 * <p>Java's own start instant is made from the wall clock, and moves when that is set; ticks with
 * the boot's id never do.
 */
record ProcessStart(String mark, char state) {
  private static final Path PROC = Path.of("/proc");
  private static final int STATE = 0;
  private static final int START_TICKS = 19;

  /** Empty where there is no such process, or no Linux. */
  static Optional<ProcessStart> of(long pid) {
    try {
      String stat = Files.readString(PROC.resolve(pid + "/stat"));
      String boot = Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
      // The second field is the program's name, in parentheses, and may hold both ) and blanks.
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

  /** By SIGSTOP, a terminal's Ctrl-Z, or a debugger. */
  boolean isStopped() {
    return state == 'T' || state == 't';
  }
}
