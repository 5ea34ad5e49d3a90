package io.pim.model.failure;

import java.util.List;

/**
 * A failure as people see it and as it is kept in history; contains no secrets.
 *
 * @param what the error, one sentence
 * @param where the file, host or address of the error; empty when the step is enough
 * @param why the known cause; may be empty
 * @param todo what to do next, one sentence
 * @param lastLines the relevant last lines of the log or console; at most about twenty
 */
public record FailureReport(
    FailureKind kind, String what, String where, String why, String todo, List<String> lastLines) {

  public FailureReport {
    lastLines = List.copyOf(lastLines);
  }
}
