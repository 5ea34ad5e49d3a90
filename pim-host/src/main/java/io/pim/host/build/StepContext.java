package io.pim.host.build;

import io.pim.model.plan.PlanStep;

/**
 * A step as its code sees it while it runs.
 *
 * @param build the build it belongs to
 * @param progress where it says how far it is
 */
public record StepContext(OpenBuild build, PlanStep step, StepReporter progress) {

  /** Writes to the build's log, and to the heartbeat what is going on. */
  public void say(String line) {
    build.log().add(step.name(), line);
    progress.line(build.log().redact(line));
  }

  /**
   * The same for a line that the guest has caused; a log that has too many leaves it out.
   *
   * @return whether it is in the log
   */
  public boolean output(String line) {
    progress.line(build.log().redact(line));
    return build.log().addOutput(step.name(), line);
  }

  /** Says how much of the step is done, 0 to 1. */
  public void fraction(double fraction, String line) {
    progress.fraction(fraction, line);
  }
}
