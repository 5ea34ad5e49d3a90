package io.pim.cli.doctor;

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
}
