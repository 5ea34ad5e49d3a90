package io.pim.cli.doctor;

import java.time.Duration;

/** One check of the machine. */
interface Check {
  /** The subject of the check, a few words. */
  String subject();

  /**
   * Runs the check without changing anything.
   *
   * @throws Exception counts as {@link Verdict#FAIL}; a BuildFailure also says what to do
   */
  Finding look() throws Exception;

  /** The finding when the check did not end within the limit. */
  default Finding late(Duration limit) {
    return Finding.fail(
        subject(),
        "no answer within " + limit.toSeconds() + " s",
        "check whether the machine or a network file system hangs");
  }
}
