package io.pim.tools.ssh;

import java.util.Optional;

/**
 * How a command in the guest ended.
 *
 * @param code its exit status, 0 to 255; 128 and more where a signal ended it
 * @param signal the name of the signal that ended it, such as {@code TERM}, where the guest says so
 */
public record ExitStatus(int code, Optional<String> signal) {
  private static final int SIGNAL_BASE = 128;

  public static ExitStatus of(int code) {
    return new ExitStatus(code, Optional.empty());
  }

  /** The guest's SSH server says the signal's name and no status (RFC 4254 section 6.10). */
  static ExitStatus ofSignal(String name) {
    return new ExitStatus(SIGNAL_BASE, Optional.of(name));
  }

  public boolean isSuccess() {
    return code == 0 && signal.isEmpty();
  }

  /** For people: {@code exit status 3}, {@code signal TERM}, {@code exit status 137 (signal 9)}. */
  @Override
  public String toString() {
    if (signal.isPresent()) {
      return "signal " + signal.get();
    }
    String text = "exit status " + code;
    return code > SIGNAL_BASE ? text + " (signal " + (code - SIGNAL_BASE) + ")" : text;
  }
}
