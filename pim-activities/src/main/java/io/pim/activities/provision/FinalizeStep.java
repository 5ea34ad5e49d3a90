package io.pim.activities.provision;

import io.pim.activities.build.StepContext;
import io.pim.activities.provision.GuestLogin.Guest;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.workflows.activity.StepNote;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Takes out what must not be in an image, the way PIM itself got in last of all. */
public final class FinalizeStep {
  private final GuestLogin login;

  public FinalizeStep(GuestLogin login) {
    this.login = login;
  }

  StepNote run(StepContext step) throws IOException, InterruptedException {
    try (Guest guest = open(step)) {
      new GuestRun(step, guest).run(FinalizeScript.text(), Map.of());
    }
    return StepNote.NONE;
  }

  /**
   * A worker that was killed after the key was gone, and before it could write that down, cannot
   * get in any more: the step is done again from the layer before it.
   */
  private Guest open(StepContext step) throws IOException, InterruptedException {
    try {
      return login.open(step);
    } catch (BuildFailure e) {
      if (e.report().kind() != FailureKind.LOGIN_FAILED) {
        throw e;
      }
      throw BuildFailure.of(
              FailureKind.VM_LOST, "The build's key is gone already, but nobody saw the end of it.")
          .why(e.report().what())
          .todo("Nothing: PIM finalizes again from the newest layer.")
          .lastLines(List.of())
          .causedBy(e)
          .build();
    }
  }
}
