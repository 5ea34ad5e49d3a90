package io.pim.workflows.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.FailureKind;
import io.pim.workflows.build.Fault;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.DeployRequest;
import io.pim.workflows.message.DeployResult;
import io.pim.workflows.message.DeploySoFar;
import io.pim.workflows.message.DeployStatus;
import io.pim.workflows.message.OnFailure;
import io.pim.workflows.message.RetryAnswer;
import io.pim.workflows.message.StepState;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of a deployment, and what becomes of it when steps fail; time is skipped. */
class DeployWorkflowTest {
  private static final String[] ALL = {
    "resolve", "check", "convert", "upload", "create", "try", "switch", "record", "prune"
  };

  private DeployEnvironment environment;
  private FakeTarget target;
  private DeployWorkflow workflow;
  private WorkflowStub stub;

  @BeforeEach
  void start() {
    environment = new DeployEnvironment();
    target = environment.target();
    workflow = environment.newDeployment();
    stub = WorkflowStub.fromTyped(workflow);
  }

  @AfterEach
  void stop() {
    environment.close();
  }

  private DeployStatus await(Predicate<DeployStatus> wanted) {
    return environment.await(workflow, wanted);
  }

  private DeployStatus holdAt(String step) {
    target.faults().fail(step, FailureKind.TARGET_REFUSED);
    stub.start(DeployRequests.holding());
    return await(s -> s.state() == BuildState.HELD);
  }

  private ApplicationFailure requireFailed() {
    WorkflowFailedException failed =
        assertThrows(WorkflowFailedException.class, () -> stub.getResult(DeployResult.class));
    return assertInstanceOf(ApplicationFailure.class, failed.getCause());
  }

  private void requireCancelled() {
    WorkflowFailedException failed =
        assertThrows(WorkflowFailedException.class, () -> stub.getResult(DeployResult.class));
    assertInstanceOf(CanceledFailure.class, failed.getCause());
    assertEquals(BuildState.CANCELED, workflow.status().state());
  }

  /** Once a deployment is recorded it stays; before, nothing of it does. */
  private void requireAllOrNothing(String endedAt) {
    DeployStatus status = workflow.status();
    if (endedAt.equals("prune")) {
      assertTrue(target.hasIt());
      assertTrue(status.result().isPresent());
      assertEquals(0, target.count("undo"));
    } else {
      assertTrue(target.isUntouched(), "left after " + endedAt);
      assertEquals(Optional.empty(), status.result());
      boolean made = List.of(ALL).indexOf(endedAt) >= List.of(ALL).indexOf("upload");
      assertEquals(made ? List.of("deployment " + DeployRequests.ID) : List.of(), status.removed());
    }
    assertEquals(List.of(), status.left());
    assertTrue(target.isClosed());
  }

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
  void aRollbackSwitchesAndRecords() {
    stub.start(DeployRequests.request(DeployAct.ROLLBACK, OnFailure.HOLD));

    DeployResult result = stub.getResult(DeployResult.class);

    assertEquals(List.of("open", "check", "switch", "record", "close"), target.calls());
    assertEquals(Optional.of("/srv/" + DeployRequests.OLDER), result.place());
  }

  @Test
  void aRemovalRemovesAndRecords() {
    stub.start(DeployRequests.request(DeployAct.REMOVE, OnFailure.HOLD));

    DeployResult result = stub.getResult(DeployResult.class);

    assertEquals(List.of("open", "check", "prune", "record", "close"), target.calls());
    assertEquals(List.of("an older one"), result.removed());
    assertEquals(Optional.empty(), result.place());
  }

  @Test
  void twoAtOnceAreRefused() {
    holdAt("upload");
    WorkflowStub second = WorkflowStub.fromTyped(environment.newDeployment());

    assertThrows(
        WorkflowExecutionAlreadyStarted.class, () -> second.start(DeployRequests.holding()));
    workflow.abort();
    requireFailed();
  }

  @Test
  void showsWhereItIsInTheServersList() {
    holdAt("upload");

    String history = environment.history();

    for (String attribute : List.of("PimTarget", "PimProfile", "PimArch", "PimHost", "PimImage")) {
      assertTrue(history.contains(attribute), attribute);
    }
    workflow.abort();
    requireFailed();
  }

  /** Which kinds Temporal repeats, and which hold the deployment for a person. */
  @ParameterizedTest
  @EnumSource(FailureKind.class)
  void everyKindOfFailureIsRepeatedOrHeld(FailureKind kind) {
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

  @Test
  void aRetriedDeploymentIsNotShownAsHeld() {
    holdAt("upload");
    target.faults().disturb("open", Fault.BLOCKED);

    workflow.retry();

    assertEquals(BuildState.WAITING, workflow.status().state());
    target.faults().release("open");
    stub.getResult(DeployResult.class);
  }

  @Test
  void newSecretsGoOnFromTheFailedStep() {
    holdAt("create");

    RetryAnswer answer = workflow.retryWith(DeployRequests.withNewSecret());

    assertEquals("create", answer.fromStep());
    stub.getResult(DeployResult.class);
    assertEquals(1, target.count("upload"));
    assertEquals(0, target.count("undo"));
    assertEquals(DeployRequests.withNewSecret(), target.opened());
  }

  @Test
  void newSettingsStartOverAndLeaveNothingAtTheOldPlace() {
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

  /** Users would see the target switched back, and forth again. */
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
  void aRetryOfSomethingElseIsRefused() {
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
  void onlyAHeldDeploymentIsRetried() throws Exception {
    target.faults().disturb("upload", Fault.BLOCKED);
    stub.start(DeployRequests.holding());
    target.faults().awaitBlocked();

    assertThrows(WorkflowUpdateException.class, () -> workflow.retryWith(DeployRequests.holding()));

    target.faults().release("upload");
    stub.getResult(DeployResult.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resolve", "check", "convert", "upload", "create", "try", "switch", "record", "prune"
      })
  void anAbortedDeploymentLeavesAllOrNothing(String step) {
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
  void aCancelledDeploymentLeavesAllOrNothing(String step) throws Exception {
    target.faults().disturb(step, Fault.BLOCKED);
    stub.start(DeployRequests.holding());
    target.faults().awaitBlocked();

    stub.cancel();

    requireCancelled();
    requireAllOrNothing(step);
  }

  @Test
  void aHeldDeploymentIsCancelled() {
    holdAt("create");

    stub.cancel();

    requireCancelled();
    requireAllOrNothing("create");
  }

  @Test
  void endsAsFailedWhereNobodyIsToBeWaitedFor() {
    target.faults().fail("create", FailureKind.TARGET_FULL);
    stub.start(DeployRequests.request(DeployAct.DEPLOY, OnFailure.FAIL));

    assertEquals(FailureKind.TARGET_FULL.name(), requireFailed().getType());

    assertEquals(BuildState.FAILED, workflow.status().state());
    requireAllOrNothing("create");
  }

  @Test
  void aLostHostIsNotWaitedForWhereNobodyIs() {
    target.faults().fail("create", FailureKind.HOST_LOST);
    stub.start(DeployRequests.request(DeployAct.DEPLOY, OnFailure.FAIL));

    assertEquals(FailureKind.HOST_LOST.name(), requireFailed().getType());
  }

  @Test
  void aLostHostIsWaitedFor() throws Exception {
    target.faults().fail("create", FailureKind.HOST_LOST);
    stub.start(DeployRequests.holding());
    stub.getResult(DeployResult.class);

    assertEquals(2, target.count("open"), "asked whether it is back");
    assertEquals(1, target.count("upload"));
    assertEquals(2, target.count("create"));
  }

  @Test
  void saysThatItWaitsForALostHost() throws Exception {
    target.faults().disturb("upload", Fault.BLOCKED);
    stub.start(DeployRequests.holding());
    target.faults().awaitBlocked();
    target.faults().fail("create", FailureKind.HOST_LOST);
    target.faults().disturb("open", Fault.BLOCKED);
    target.faults().release("upload");
    target.faults().awaitBlocked();

    DeployStatus waiting = workflow.status();

    assertEquals(BuildState.WAITING, waiting.state());
    assertTrue(
        waiting.steps().stream()
            .anyMatch(s -> s.note().startsWith("waiting for host host1, which does not answer")),
        waiting.toString());
    target.faults().release("open");
    stub.getResult(DeployResult.class);
    assertTrue(target.hasIt());
  }

  /** Its heartbeats stop, and the next worker is given the step again. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "open", "resolve", "check", "convert", "upload", "create", "try", "switch", "record",
        "prune", "close"
      })
  void continuesAfterAWorkerDies(String step) {
    target.faults().disturb(step, Fault.SILENT);
    stub.start(DeployRequests.holding());

    stub.getResult(DeployResult.class);

    assertTrue(target.hasIt());
    assertEquals(2, target.count(step));
  }

  @Test
  void undoesAlsoWhereAWorkerDiesInIt() {
    holdAt("create");
    target.faults().disturb("undo", Fault.SILENT);

    workflow.abort();

    requireFailed();
    assertTrue(target.isUntouched());
    assertTrue(target.isClosed());
    assertEquals(2, target.count("undo"));
  }

  /** Then the host's next worker undoes it: it finds the folder that was not closed. */
  @Test
  void saysWhatItCouldNotUndo() {
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

  /** As a run begins that a long history was continued in. */
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
  void aStrangersStartWithoutARequestFails() {
    stub.start((Object) null);

    assertEquals("NoRequest", requireFailed().getType());
  }
}
