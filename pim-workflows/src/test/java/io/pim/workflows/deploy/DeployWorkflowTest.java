package io.pim.workflows.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.FailureKind;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.DeployRequest;
import io.pim.workflows.message.DeployResult;
import io.pim.workflows.message.DeploySoFar;
import io.pim.workflows.message.DeployStatus;
import io.pim.workflows.message.OnFailure;
import io.pim.workflows.message.StepState;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of a deployment, and which failures hold it. */
class DeployWorkflowTest extends DeployWorkflowFixture {
  @Test
  void runsTheStepsInTheirOrder() {
    stub.start(DeployRequests.holding());

    DeployResult result = stub.getResult(DeployResult.class);

    List<String> expected = new ArrayList<>(List.of("open"));
    expected.addAll(List.of(ALL));
    expected.add("close");
    assertEquals(expected, target.calls());
    assertEquals(
        new DeployResult(
            Optional.of("/srv/" + DeployRequests.ID),
            Optional.of(DeployRequests.OLDER.text()),
            List.of("an older one")),
        result);
    DeployStatus status = workflow.status();
    assertEquals(BuildState.DONE, status.state());
    assertEquals(Optional.empty(), status.step());
    assertEquals(Optional.of(result), status.result());
    assertTrue(status.steps().stream().allMatch(s -> s.state() == StepState.DONE), "" + status);
    assertTrue(target.hasIt());
  }

  @Test
  void rollsBackWithASwitchAndARecord() {
    stub.start(DeployRequests.request(DeployAct.ROLLBACK, OnFailure.HOLD));

    DeployResult result = stub.getResult(DeployResult.class);

    assertEquals(List.of("open", "check", "switch", "record", "close"), target.calls());
    assertEquals(Optional.of("/srv/" + DeployRequests.OLDER), result.place());
  }

  @Test
  void removesWithAPruneAndARecord() {
    stub.start(DeployRequests.request(DeployAct.REMOVE, OnFailure.HOLD));

    DeployResult result = stub.getResult(DeployResult.class);

    assertEquals(List.of("open", "check", "prune", "record", "close"), target.calls());
    assertEquals(List.of("an older one"), result.removed());
    assertEquals(Optional.empty(), result.place());
  }

  @Test
  void refusesASecondDeploymentAtOnce() {
    holdAt("upload");
    WorkflowStub second = WorkflowStub.fromTyped(environment.newDeployment());

    assertThrows(
        WorkflowExecutionAlreadyStarted.class, () -> second.start(DeployRequests.holding()));
    workflow.abort();
    requireFailed();
  }

  @Test
  void showsItsStateInTheServersList() {
    holdAt("upload");

    String history = environment.history();

    for (String attribute : List.of("PimTarget", "PimProfile", "PimArch", "PimHost", "PimImage")) {
      assertTrue(history.contains(attribute), attribute);
    }
    workflow.abort();
    requireFailed();
  }

  /** The kinds that Temporal repeats, and the kinds that hold the deployment for a person. */
  @ParameterizedTest
  @EnumSource(FailureKind.class)
  void repeatsOrHoldsEveryKindOfFailure(FailureKind kind) {
    target.faults().fail("upload", kind);
    stub.start(DeployRequests.holding());
    boolean repeated =
        kind.remedy() == FailureKind.Remedy.REPEAT_STEP || kind == FailureKind.HOST_LOST;
    if (!repeated) {
      DeployStatus held = await(s -> s.state() == BuildState.HELD);
      assertEquals(kind, held.failure().orElseThrow().kind());
      assertEquals(Optional.of(DeployStep.UPLOAD), held.step());
      workflow.retry();
    }

    stub.getResult(DeployResult.class);

    assertTrue(target.hasIt());
    assertEquals(2, target.count("upload"));
    assertEquals(1, target.count("convert"));
    assertEquals(Optional.empty(), workflow.status().failure());
  }

  @ParameterizedTest
  @ValueSource(strings = {"open", "resolve", "check", "convert", "upload", "create", "try"})
  void changesNothingForUsersWhenHeldBeforeTheSwitch(String step) {
    DeployStatus held = holdAt(step);

    assertEquals(DeployRequests.OLDER.text(), target.current());
    assertEquals(FailureKind.TARGET_REFUSED, held.failure().orElseThrow().kind());
    assertEquals("Fix it.", held.failure().orElseThrow().todo());
    assertEquals(step.equals("open") ? "resolve" : step, held.step().orElseThrow().id());
    workflow.retry();
    stub.getResult(DeployResult.class);
    assertTrue(target.hasIt());
  }

  /** As when a run continues from a long history. */
  @Test
  void continuesFromTheStateOfAnEarlierHistory() {
    DeployStatus held = holdAt("create");
    workflow.abort();
    requireFailed();
    DeployRequest request = DeployRequests.holding();
    DeployWorkflow next = environment.newDeployment();
    WorkflowStub nextStub = WorkflowStub.fromTyped(next);

    nextStub.start(request, new DeploySoFar(held, DeployResult.NONE, true));

    assertEquals(held, next.status());
    next.abort();
    WorkflowFailedException failed =
        assertThrows(WorkflowFailedException.class, () -> nextStub.getResult(DeployResult.class));
    assertInstanceOf(ApplicationFailure.class, failed.getCause());
    assertEquals(2, target.count("undo"));
  }

  @Test
  void failsWithoutARequest() {
    stub.start((Object) null);

    assertEquals("NoRequest", requireFailed().getType());
  }
}
