package io.pim.host.build;

/** Where a running step says how far it is; what it throws ends the step. */
public interface StepReporter {
  /** Says what the step is doing, in one line. */
  void line(String line);

  /**
   * Says how much of the step is done.
   *
   * @param fraction 0 to 1
   */
  void fraction(double fraction, String line);
}
