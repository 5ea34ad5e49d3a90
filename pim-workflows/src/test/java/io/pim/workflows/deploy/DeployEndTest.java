package io.pim.workflows.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.deploy.DeployAct;
import io.pim.model.failure.FailureKind;
import io.pim.workflows.build.Fault;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.OnFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A deployment that fails, or that a person ends: the target has all of it or nothing. */
class DeployEndTest extends DeployWorkflowFixture {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "resolve", "check", "convert", "upload", "create", "try", "switch", "record", "prune"
      })
  void leavesAllOrNothingWhenAborted(String step) {
    holdAt(step);

    workflow.abort();

    assertEquals(FailureKind.TARGET_REFUSED.name(), requireFailed().getType());
    assertEquals(BuildState.FAILED, workflow.status().state());
    requireAllOrNothing(step);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resolve", "check", "convert", "upload", "create", "try", "switch", "record", "prune"
      })
  void leavesAllOrNothingWhenCancelled(String step) throws Exception {
    target.faults().disturb(step, Fault.BLOCKED);
    stub.start(DeployRequests.holding());
    target.faults().awaitBlocked();

    stub.cancel();

    requireCancelled();
    requireAllOrNothing(step);
  }

  @Test
  void cancelsAHeldDeployment() {
    holdAt("create");

    stub.cancel();

    requireCancelled();
    requireAllOrNothing("create");
  }

  @Test
  void failsAtOnceIfItMustNotBeHeld() {
    target.faults().fail("create", FailureKind.TARGET_FULL);
    stub.start(DeployRequests.request(DeployAct.DEPLOY, OnFailure.FAIL));

    assertEquals(FailureKind.TARGET_FULL.name(), requireFailed().getType());

    assertEquals(BuildState.FAILED, workflow.status().state());
    requireAllOrNothing("create");
  }

  @Test
  void repeatsAnUndoWhoseWorkerDied() {
    holdAt("create");
    target.faults().disturb("undo", Fault.SILENT);

    workflow.abort();

    requireFailed();
    assertTrue(target.isUntouched());
    assertTrue(target.isClosed());
    assertEquals(2, target.count("undo"));
  }

  /** The host's next worker then undoes it: it finds the folder that was not closed. */
  @Test
  void reportsTheRemainsAfterAFailedUndo() {
    holdAt("create");
    target.faults().fail("undo", FailureKind.TARGET_FAILED);

    workflow.abort();

    requireFailed();
    assertEquals(1, workflow.status().left().size());
    assertFalse(target.isClosed());
  }

  @Test
  void undoesNothingOnAHostThatWasNeverReached() throws Exception {
    target.faults().disturb("open", Fault.BLOCKED);
    stub.start(DeployRequests.holding());
    target.faults().awaitBlocked();

    stub.cancel();

    requireCancelled();
    assertEquals(0, target.count("undo"));
  }
}
