package io.pim.tools.process;

import java.util.List;

/**
 * The result of a command.
 *
 * @param exitCode 0 for success; 128 and the signal's number if it was killed
 * @param output the whole standard output if the command was a question; else the last part, about
 *     64 KiB, of standard output and standard error together, which is only for people
 * @param errors the last part of standard error if the command was a question; else empty
 */
public record Finished(int exitCode, String output, String errors) {
  public Finished(int exitCode, String output) {
    this(exitCode, output, "");
  }

  public boolean succeeded() {
    return exitCode == 0;
  }

  /** Standard output and standard error, for messages. */
  public String said() {
    return output + errors;
  }

  /** The last lines that are not blank. */
  public List<String> lastLines(int most) {
    List<String> lines = said().lines().filter(line -> !line.isBlank()).toList();
    return lines.subList(Math.max(0, lines.size() - most), lines.size());
  }
}
