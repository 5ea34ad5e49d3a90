package io.pim.tools.ssh;

import java.util.List;
import java.util.Optional;

/**
 * The result of a command in the guest.
 *
 * @param code its exit status, 0 to 255; 128 and more if a signal ended it
 * @param signal the name of the signal that ended it, such as {@code TERM}, if the guest reports it
 */
public record ExitStatus(int code, Optional<String> signal) {
  private static final int NOT_RUNNABLE = 126;
  private static final int NOT_FOUND = 127;
  private static final int SIGNAL_BASE = 128;

  /**
   * Linux's signal names, in the order of their numbers from 1 (signal(7)); guests have no other
   * names.
   */
  private static final List<String> SIGNALS =
      List.of(
          "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
          "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
          "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS");

  public static ExitStatus of(int code) {
    return new ExitStatus(code, Optional.empty());
  }

  /**
   * The exit status for a signal. The guest's SSH server reports the signal's name without a status
   * (RFC 4254 section 6.10).
   */
  static ExitStatus ofSignal(String name) {
    return new ExitStatus(SIGNAL_BASE + SIGNALS.indexOf(name) + 1, Optional.of(name));
  }

  public boolean isSuccess() {
    return code == 0 && signal.isEmpty();
  }

  /**
   * For people: {@code exit status 3}, {@code signal TERM}. Adds the shell's meaning of a status if
   * it has one, though a script may exit with the same number by itself; a number above those of
   * signals, such as 255, has no meaning.
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
