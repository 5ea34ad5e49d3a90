package io.pim.host.build;

import io.pim.model.plan.PlanStep;

/**
 * The context of a running step.
 *
 * @param build the build of the step
 * @param progress receives its progress
 */
public record StepContext(OpenBuild build, PlanStep step, StepReporter progress) {

  /** Writes a line to the build's log and to the heartbeat. */
  public void say(String line) {
    build.log().add(step.name(), line);
    progress.line(build.log().redact(line));
  }

  /**
   * The same for a line that the guest caused; dropped when the log has too many.
   *
   * @return whether it was logged
   */
  public boolean output(String line) {
    progress.line(build.log().redact(line));
    return build.log().addOutput(step.name(), line);
  }

  /** Reports the part of the step that is done, 0 to 1. */
  public void fraction(double fraction, String line) {
    progress.fraction(fraction, line);
  }
}
