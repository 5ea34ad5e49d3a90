package io.pim.cli.doctor;

/** Looks at one thing. */
interface Check {
  /** What is looked at, a few words. */
  String subject();

  /**
   * Looks, and changes nothing.
   *
   * @throws Exception counts as {@link Verdict#FAIL}; a BuildFailure says what to do as well
   */
  Finding look() throws Exception;
}
