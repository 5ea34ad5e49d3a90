package io.pim.e2e.fleet;

import java.time.Duration;
import java.util.Optional;

/** A disturbance of a fleet, and the required result. */
interface FleetScene {
  /** Its name, two parts with a slash between them, by which people select it. */
  String name();

  /** Runs the scene, and fails if anything is wrong at its end. All hosts are up again then. */
  Result run(Fleet fleet, FleetJudge judge) throws Exception;

  /** The reason why this machine cannot run it; empty if it can. */
  default Optional<String> obstacle() {
    return Optional.empty();
  }

  /**
   * The values in the table.
   *
   * @param struck the step that ran at the time of the fault; otherwise empty
   * @param resumed the time from the fault to the first activity that begins or ends after it
   * @param repeated the run time of repeated work
   */
  record Result(String struck, Optional<Duration> resumed, Optional<Duration> repeated) {
    static Result none() {
      return new Result("", Optional.empty(), Optional.empty());
    }
  }
}
