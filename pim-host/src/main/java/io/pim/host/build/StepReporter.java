package io.pim.host.build;

/** Receives the progress of a running step; an exception from it ends the step. */
public interface StepReporter {
  /** Reports the current activity in one line. */
  void line(String line);

  /**
   * Reports the part of the step that is done.
   *
   * @param fraction 0 to 1
   */
  void fraction(double fraction, String line);
}
