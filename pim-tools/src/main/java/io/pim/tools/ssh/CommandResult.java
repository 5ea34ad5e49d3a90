package io.pim.tools.ssh;

import java.util.List;

/**
 * A short command's end and output.
 *
 * @param stdout the first 64 KiB of its standard output
 * @param stderr the first 64 KiB of its standard error
 */
public record CommandResult(ExitStatus status, String stdout, String stderr) {
  /** The last lines of standard error, then of standard output, that say something. */
  public List<String> lastLines() {
    List<String> lines =
        (stdout + "\n" + stderr).lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    return lines.subList(Math.max(0, lines.size() - 10), lines.size());
  }
}
