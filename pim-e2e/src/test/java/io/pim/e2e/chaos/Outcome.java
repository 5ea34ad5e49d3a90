package io.pim.e2e.chaos;

import java.time.Duration;
import java.util.Optional;

/**
 * The outcome of a cell.
 *
 * @param struck the step that ran at that moment, by the server's history
 * @param resumed the time from the fault to the first activity that begins or ends after it
 * @param repeated the run time of repeated work
 * @param sentTwice the bytes that a target got twice; empty for builds, and if they are not counted
 * @param remark why it failed or was skipped; otherwise empty
 */
public record Outcome(
    String fault,
    String moment,
    String struck,
    Result result,
    Optional<Duration> resumed,
    Optional<Duration> repeated,
    Optional<Long> sentTwice,
    Duration total,
    String remark) {

  /** Whether the cell passed. */
  public enum Result {
    PASSED,
    FAILED,
    SKIPPED
  }

  static Outcome skipped(Cell cell, String why) {
    return new Outcome(
        cell.fault().name(),
        cell.moment().toString(),
        "",
        Result.SKIPPED,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Duration.ZERO,
        why);
  }
}
