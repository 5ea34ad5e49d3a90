package io.pim.host.machine;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Linux says on every console, at every log level, right before it powers off or reboots
 * because the system wanted it to.
 *
 * <p>Where a reset stops the machine, QEMU's run state is the same after a power-off, a reboot and
 * a crash that resets the machine (a panic with panic=-1, a triple fault). The console tells them
 * apart, to any worker, at any time, where the kernel writes to it.
 */
public enum LastWord {
  POWER_DOWN,
  RESTART;

  private static final Pattern WORD =
      Pattern.compile("\\breboot: (Power down|(Restarting system))");

  /** How a system ended itself, whose console ends in these lines; empty where it does not say. */
  public static Optional<LastWord> in(List<String> lastLines) {
    return lastLines.stream()
        .map(WORD::matcher)
        .filter(Matcher::find)
        .map(word -> word.group(2) == null ? POWER_DOWN : RESTART)
        .reduce((first, last) -> last);
  }
}
