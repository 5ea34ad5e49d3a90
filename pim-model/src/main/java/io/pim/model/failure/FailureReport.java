package io.pim.model.failure;

import java.util.List;

/**
 * A failure as it is told to people and kept in history; free of secrets.
 *
 * @param what what went wrong, one sentence
 * @param where the file, host or address it went wrong at; empty when the step says enough
 * @param why the cause as far as it is known; may be empty
 * @param todo what to do next, one sentence
 * @param lastLines the last lines of the log or console that matter; at most some twenty
 */
public record FailureReport(
    FailureKind kind, String what, String where, String why, String todo, List<String> lastLines) {

  public FailureReport {
    lastLines = List.copyOf(lastLines);
  }
}
