package io.pim.activities.verify;

import io.pim.activities.step.StepRunner;
import io.pim.workflows.activity.StepNote;
import io.pim.workflows.activity.StepRef;
import io.pim.workflows.activity.VerifyActivities;

/** Verifies an image. */
public final class VerifyActivitiesImpl implements VerifyActivities {
  private final StepRunner runner;
  private final VerifyStep verify;

  public VerifyActivitiesImpl(StepRunner runner, VerifyStep verify) {
    this.runner = runner;
    this.verify = verify;
  }

  @Override
  public StepNote verify(StepRef step) {
    return runner.run(step, verify::run);
  }
}
