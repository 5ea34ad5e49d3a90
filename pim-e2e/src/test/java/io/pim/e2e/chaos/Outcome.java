package io.pim.e2e.chaos;

import java.time.Duration;
import java.util.Optional;

/**
 * How a cell went.
 *
 * @param struck the step that was under way at that moment, by the server's own history
 * @param resumed from the fault to the first thing begun or done after it
 * @param repeated the run time of what had to be done again
 * @param remark why it failed or was skipped; empty else
 */
record Outcome(
    String fault,
    String moment,
    String struck,
    Result result,
    Optional<Duration> resumed,
    Optional<Duration> repeated,
    Duration total,
    String remark) {

  /** Whether it was as it should be. */
  enum Result {
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
        Duration.ZERO,
        why);
  }
}
