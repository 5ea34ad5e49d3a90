package io.pim.workflows.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.deploy.DeployAct;
import io.pim.model.failure.FailureKind;
import io.pim.workflows.build.Fault;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.DeployResult;
import io.pim.workflows.message.OnFailure;
import io.pim.workflows.message.RetryAnswer;
import io.temporal.client.WorkflowUpdateException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A held deployment that a person retries. */
class DeployRetryTest extends DeployWorkflowFixture {
  @Test
  void showsARetriedDeploymentAsWaiting() {
    holdAt("upload");
    target.faults().disturb("open", Fault.BLOCKED);

    workflow.retry();

    assertEquals(BuildState.WAITING, workflow.status().state());
    target.faults().release("open");
    stub.getResult(DeployResult.class);
  }

  @Test
  void continuesFromTheFailedStepWithNewSecrets() {
    holdAt("create");

    RetryAnswer answer = workflow.retryWith(DeployRequests.withNewSecret());

    assertEquals("create", answer.fromStep());
    stub.getResult(DeployResult.class);
    assertEquals(1, target.count("upload"));
    assertEquals(0, target.count("undo"));
    assertEquals(DeployRequests.withNewSecret(), target.opened());
  }

  @Test
  void startsOverWithNewSettingsAndEmptiesTheOldPlace() {
    holdAt("create");

    RetryAnswer answer = workflow.retryWith(DeployRequests.elsewhere());

    assertEquals("resolve", answer.fromStep());
    stub.getResult(DeployResult.class);
    assertEquals(2, target.count("upload"));
    List<String> calls = target.calls();
    assertEquals(
        List.of("undo", "open"), calls.subList(calls.indexOf("undo"), calls.indexOf("undo") + 2));
    assertEquals(List.of("deployment " + DeployRequests.ID), workflow.status().removed());
    assertEquals(DeployRequests.elsewhere(), target.opened());
  }

  /** Users would see the target switch back, and then forward again. */
  @Test
  void newSettingsRemoveNothingThatUsersSee() {
    holdAt("record");

    RetryAnswer answer = workflow.retryWith(DeployRequests.elsewhere());

    assertEquals("record", answer.fromStep());
    stub.getResult(DeployResult.class);
    assertEquals(0, target.count("undo"));
    assertTrue(target.hasIt());
  }

  @Test
  void reportsAFailedUndoAndTakesTheNewSettings() {
    holdAt("upload");
    target.faults().fail("undo", FailureKind.TARGET_REFUSED);

    workflow.retryWith(DeployRequests.elsewhere());

    stub.getResult(DeployResult.class);
    assertEquals(1, workflow.status().left().size());
  }

  @Test
  void refusesARetryOfAnotherPlan() {
    holdAt("upload");

    assertThrows(
        WorkflowUpdateException.class, () -> workflow.retryWith(DeployRequests.ofOtherImage()));
    assertThrows(
        WorkflowUpdateException.class,
        () -> workflow.retryWith(DeployRequests.request(DeployAct.ROLLBACK, OnFailure.HOLD)));

    assertEquals(BuildState.HELD, workflow.status().state());
    workflow.abort();
    requireFailed();
  }

  @Test
  void refusesARetryOfARunningDeployment() throws Exception {
    target.faults().disturb("upload", Fault.BLOCKED);
    stub.start(DeployRequests.holding());
    target.faults().awaitBlocked();

    assertThrows(WorkflowUpdateException.class, () -> workflow.retryWith(DeployRequests.holding()));

    target.faults().release("upload");
    stub.getResult(DeployResult.class);
  }
}
