package io.pim.host.vm;

import io.pim.model.files.FileTail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a console has said before; as the guest said it, so not to be shown as it is. */
public final class ConsoleHistory {
  private static final int MOST_BYTES = 256 * 1024;

  private ConsoleHistory() {}

  /** The last lines of a console's log; none where there is no log yet. */
  public static List<String> lastLines(Path log, int most) throws IOException {
    if (Files.notExists(log)) {
      return List.of();
    }
    List<String> lines =
        FileTail.of(log, MOST_BYTES).text().lines().filter(line -> !line.isBlank()).toList();
    return lines.subList(Math.max(0, lines.size() - most), lines.size());
  }
}
