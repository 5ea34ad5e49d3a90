package io.pim.activities.install;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The last messages that Linux prints on every console, at every log level, before an intended
 * power-off or reboot.
 *
 * <p>Installers run with -no-reboot, so that a final reboot ends them. QEMU's run state is then the
 * same after a power-off, a reboot, and a crash that resets the machine (a panic with panic=-1, a
 * triple fault). Only the console distinguishes them, for any worker at any time.
 */
final class LastWord {
  private static final Pattern WORD = Pattern.compile("\\breboot: (Power down|Restarting system)");

  private LastWord() {}

  /** Whether these last console lines show an intended end. */
  static boolean isAmong(List<String> lastLines) {
    return lastLines.stream().anyMatch(line -> WORD.matcher(line).find());
  }
}
