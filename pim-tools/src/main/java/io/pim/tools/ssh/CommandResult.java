package io.pim.tools.ssh;

import java.util.List;

/**
 * The exit status and output of a short command.
 *
 * @param stdout the first 64 KiB of its standard output
 * @param stderr the first 64 KiB of its standard error
 */
public record CommandResult(ExitStatus status, String stdout, String stderr) {
  /** The last lines that are not blank, first of standard error, then of standard output. */
  public List<String> lastLines() {
    List<String> lines =
        (stdout + "\n" + stderr).lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    return lines.subList(Math.max(0, lines.size() - 10), lines.size());
  }
}
