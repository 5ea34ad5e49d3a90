package io.pim.activities.install;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What Linux says on every console, at every log level, right before it powers off or reboots
 * because the system wanted it to.
 *
 * <p>Installers run with -no-reboot, so that one that reboots at its end has ended. QEMU's run
 * state is then the same after a power-off, a reboot and a crash that resets the machine (a panic
 * with panic=-1, a triple fault). The console tells them apart, to any worker, at any time.
 */
final class LastWord {
  private static final Pattern WORD = Pattern.compile("\\breboot: (Power down|Restarting system)");

  private LastWord() {}

  /** Whether a console that ends in these lines is that of a system which has ended itself. */
  static boolean isAmong(List<String> lastLines) {
    return lastLines.stream().anyMatch(line -> WORD.matcher(line).find());
  }
}
