package io.pim.tools.ssh;

import java.util.List;
import java.util.Optional;

/**
 * How a command in the guest ended.
 *
 * @param code its exit status, 0 to 255; 128 and more where a signal ended it
 * @param signal the name of the signal that ended it, such as {@code TERM}, where the guest says so
 */
public record ExitStatus(int code, Optional<String> signal) {
  private static final int NOT_RUNNABLE = 126;
  private static final int NOT_FOUND = 127;
  private static final int SIGNAL_BASE = 128;

  /** Those of Linux, by number less one (signal(7)); names of other systems are no guest's. */
  private static final List<String> SIGNALS =
      List.of(
          "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
          "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
          "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS");

  public static ExitStatus of(int code) {
    return new ExitStatus(code, Optional.empty());
  }

  /** The guest's SSH server says the signal's name and no status (RFC 4254 section 6.10). */
  static ExitStatus ofSignal(String name) {
    return new ExitStatus(SIGNAL_BASE + SIGNALS.indexOf(name) + 1, Optional.of(name));
  }

  public boolean isSuccess() {
    return code == 0 && signal.isEmpty();
  }

  /**
   * For people: {@code exit status 3}, {@code signal TERM}. What a shell means by a status is added
   * where it has a meaning; a script may exit with the same number by itself, and one above those
   * of signals, such as 255, is only a number.
   */
  @Override
  public String toString() {
    return signal.map(name -> "signal " + name).orElseGet(() -> "exit status " + code + meaning());
  }

  private String meaning() {
    int number = code - SIGNAL_BASE;
    if (code == NOT_RUNNABLE) {
      return " (a command cannot be run)";
    }
    if (code == NOT_FOUND) {
      return " (a command was not found)";
    }
    return number >= 1 && number <= SIGNALS.size()
        ? " (as after signal " + number + ", " + SIGNALS.get(number - 1) + ")"
        : "";
  }
}
