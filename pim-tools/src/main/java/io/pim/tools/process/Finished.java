package io.pim.tools.process;

import java.util.List;

/**
 * How a command ended.
 *
 * @param exitCode 0 for success; 128 and the signal's number for one that was killed
 * @param output the last part, some 64 KiB, of standard output and standard error together
 */
public record Finished(int exitCode, String output) {
  public boolean succeeded() {
    return exitCode == 0;
  }

  /** The last lines of output that are not blank. */
  public List<String> lastLines(int most) {
    List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
    return lines.subList(Math.max(0, lines.size() - most), lines.size());
  }
}
