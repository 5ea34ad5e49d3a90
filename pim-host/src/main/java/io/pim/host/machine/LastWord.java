package io.pim.host.machine;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The line that Linux prints on every console, at every log level, before an orderly power-off or
 * reboot.
 *
 * <p>On a machine that stops at a reset, QEMU's run state is the same after a power-off, a reboot
 * and a crash that resets (a panic with panic=-1, a triple fault). Only the console tells these
 * apart, if the kernel writes to it.
 */
public enum LastWord {
  POWER_DOWN,
  RESTART;

  /**
   * PIM's own line on the console after a reboot that it has ordered. The kernel's word before it
   * is about a system that ended long ago.
   */
  public static final String REBOOTED =
      "[pim] the guest is back after a reboot that PIM has ordered";

  private static final Pattern WORD =
      Pattern.compile("\\breboot: (Power down|(Restarting system))");

  /** Finds how a system ended from the last lines of its console; empty if they do not say. */
  public static Optional<LastWord> in(List<String> lastLines) {
    int rebooted = lastLines.lastIndexOf(REBOOTED);
    return lastLines.stream()
        .skip(rebooted + 1)
        .map(WORD::matcher)
        .filter(Matcher::find)
        .map(word -> word.group(2) == null ? POWER_DOWN : RESTART)
        .reduce((first, last) -> last);
  }
}
