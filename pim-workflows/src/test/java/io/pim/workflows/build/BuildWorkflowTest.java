package io.pim.workflows.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.plan.Plan;
import io.pim.model.unit.Sha256;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.BuildSoFar;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.BuildStatus;
import io.pim.workflows.message.OnFailure;
import io.pim.workflows.message.RetryAnswer;
import io.pim.workflows.message.StepState;
import io.pim.workflows.queue.TaskQueues;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The order of a build, and what becomes of it when steps fail; time is skipped. */
class BuildWorkflowTest {
  private static final List<String> INSTALL = List.of("iso", "disk", "install");
  private static final List<String> PROVISION =
      List.of("boot", "ssh", "script:base", "script:app", "finalize", "shutdown");
  private static final List<String> IMAGE =
      List.of("flatten", "verify", "publish", "register", "cleanUp");

  private BuildEnvironment environment;
  private FakeHost host;
  private BuildWorkflow workflow;
  private WorkflowStub stub;

  @BeforeEach
  void start() {
    environment = new BuildEnvironment();
    host = environment.host();
    workflow = environment.newBuild();
    stub = WorkflowStub.fromTyped(workflow);
  }

  @AfterEach
  void stop() {
    environment.close();
  }

  private BuildResult run() {
    startHolding();
    return stub.getResult(BuildResult.class);
  }

  private void startHolding() {
    stub.start(TestPlans.request(TestPlans.plan("a", "b"), OnFailure.HOLD));
  }

  private BuildStatus await(Predicate<BuildStatus> wanted) {
    return environment.await(workflow, wanted);
  }

  /** Sorts steps that ran at the same time by the plan's order, because either may start first. */
  private List<String> calls() {
    List<String> calls = new ArrayList<>(host.calls());
    int verify = calls.indexOf("verify");
    if (verify + 1 == calls.indexOf("flatten")) {
      Collections.swap(calls, verify, verify + 1);
    }
    return calls;
  }

  private static List<String> concat(List<?>... parts) {
    return Arrays.stream(parts).flatMap(List::stream).map(Object::toString).toList();
  }

  @Test
  void runsTheStepsInTheOrderOfThePlan() {
    BuildResult result = run();

    assertEquals(concat(List.of("claim", "open", "look"), INSTALL, PROVISION, IMAGE), calls());
    assertEquals(TestPlans.BUILD.text(), result.image());
    assertFalse(result.reused());
    BuildStatus status = workflow.status();
    assertEquals(BuildState.DONE, status.state());
    assertTrue(status.steps().stream().allMatch(s -> s.state() == StepState.DONE), "" + status);
  }

  @Test
  void doesNothingWhereTheImageIsThere() {
    BuildResult there =
        new BuildResult("old", FakeHost.ID, "/old.qcow2", 1, Sha256.ofText("old"), true);
    host.hasImage(there);

    assertEquals(there, run());
    assertEquals(List.of("claim", "open", "look", "cleanUp"), host.calls());
  }

  @Test
  void asksThePreferredHostFirst() {
    stub.start(
        TestPlans.request(TestPlans.plan("a", "b"), OnFailure.HOLD)
            .askingFirst(Optional.of(environment.other().id())));

    assertEquals(environment.other().id(), stub.getResult(BuildResult.class).host());
    assertFalse(host.calls().contains("claim"), "" + host.calls());
  }

  /** A plan that names its host is not for another one. */
  @Test
  void asksNoOtherHostThanTheOneThatThePlanNames() {
    stub.start(
        TestPlans.request(TestPlans.on(TestPlans.plan("a", "b"), host.id()), OnFailure.HOLD)
            .askingFirst(Optional.of(environment.other().id())));

    assertEquals(host.id(), stub.getResult(BuildResult.class).host());
  }

  @Test
  void continuesFromTheNewestLayer() {
    host.layers().claim("script:base");

    run();

    assertEquals(
        concat(
            List.of("claim", "open", "look", "boot", "ssh", "script:app"),
            List.of("finalize", "shutdown"),
            IMAGE),
        calls());
    assertEquals(StepState.CACHED, stateOf("install"));
    assertEquals(StepState.CACHED, stateOf("script:base"));
    assertEquals(StepState.SKIPPED, stateOf("iso"));
    assertEquals(StepState.DONE, stateOf("script:app"));
  }

  @Test
  void bootsNothingWhereOnlyTheImageIsMissing() {
    host.layers().claim("finalize");

    run();

    assertEquals(concat(List.of("claim", "open", "look"), IMAGE), calls());
  }

  /** As a retry that arrives just when a held build continues in a new history. */
  @Test
  void aRetryThatComesBeforeANewHistoryRunsStillRunsTheFailedStep() {
    BuildRequest request = TestPlans.request(TestPlans.plan("a", "b"), OnFailure.HOLD);
    host.faults().fail("script:app", FailureKind.SCRIPT_FAILED);
    startHolding();
    BuildStatus held = await(s -> s.state() == BuildState.HELD);
    workflow.abort();
    assertThrows(WorkflowFailedException.class, () -> stub.getResult(BuildResult.class));

    workflow = environment.newBuild();
    stub = WorkflowStub.fromTyped(workflow);
    BuildSoFar soFar = new BuildSoFar(held, List.of(), host.id(), false, 0, Set.of());
    stub.signalWithStart("retry", new Object[] {}, new Object[] {request, soFar});

    await(s -> s.state() == BuildState.DONE);
    assertEquals(1, host.count("script:app"));
    String history = environment.history(stub.getExecution().getWorkflowId());
    assertFalse(
        history.contains("\"" + TaskQueues.host("") + "\""), "no step without a host: " + history);
  }

  private StepState stateOf(String step) {
    return workflow.status().steps().stream()
        .filter(s -> s.name().equals(step))
        .findFirst()
        .orElseThrow()
        .state();
  }

  /** The host has the layers but no free slot, which is no reason to wait for a person. */
  @Test
  void anotherHostIsAskedWhereTheLastOneHasNoRoomOnItsDisk() {
    host.faults().fail("script:app", FailureKind.SCRIPT_FAILED);
    startHolding();
    await(s -> s.state() == BuildState.HELD);
    host.faults().fail("claim", FailureKind.DISK_FULL);

    workflow.retry();

    stub.getResult(BuildResult.class);
    assertEquals(3, count("claim"));
  }

  @ParameterizedTest
  @EnumSource(FailureKind.class)
  void treatsEveryKindOfFailureAsItsRemedySays(FailureKind kind) {
    host.faults().fail("script:app", kind);
    startHolding();

    switch (kind.remedy()) {
      case REPEAT_STEP -> {
        stub.getResult(BuildResult.class);
        assertEquals(1, count("boot"));
        assertEquals(2, count("script:app"));
      }
      case NEWEST_LAYER -> {
        stub.getResult(BuildResult.class);
        assertEquals(2, count("boot"));
        assertEquals(2, count("look"));
      }
      case PERSON -> {
        BuildStatus held = await(s -> s.state() == BuildState.HELD);
        assertEquals("script:app", held.step());
        assertEquals(kind, held.failure().orElseThrow().kind());
        assertEquals(List.of("boom"), held.failure().orElseThrow().lastLines());
        assertEquals(1, count("release"));
        workflow.retry();
        stub.getResult(BuildResult.class);
        assertEquals(2, count("claim"));
        assertEquals(2, count("script:app"));
      }
    }
    assertEquals(BuildState.DONE, workflow.status().state());
    assertEquals("cleanUp", host.calls().get(host.calls().size() - 1));
  }

  private long count(String call) {
    return host.calls().stream().filter(call::equals).count();
  }

  /** It would never end otherwise: each time it gets a little further, and never to a layer. */
  @Test
  void holdsWhenChangingStepsAreSetBackTooOften() {
    FailureKind lost = FailureKind.VM_LOST;
    host.faults().fail("boot", lost, lost, lost);
    host.faults().disturb("ssh", Fault.of(lost), Fault.of(lost), Fault.of(lost));
    startHolding();

    BuildStatus held = await(s -> s.state() == BuildState.HELD || s.state() == BuildState.DONE);

    assertEquals(BuildState.HELD, held.state());
    assertEquals(3, count("stopMachines"));
    FailureReport report = held.failure().orElseThrow();
    assertTrue(report.why().startsWith("The build has failed 4 times"), report.why());
    assertTrue(report.todo().endsWith("pim build retry"), report.todo());
    workflow.abort();
  }

  @Test
  void restartsTheCountOfSetBacksAfterEachNewLayer() {
    FailureKind lost = FailureKind.VM_LOST;
    host.faults().fail("install", lost, lost, lost);
    host.faults().fail("script:base", lost, lost, lost);
    host.faults().fail("script:app", lost, lost, lost);
    host.faults().fail("shutdown", lost, lost, lost);
    host.faults().fail("verify", lost, lost, lost);

    run();

    assertEquals(15, count("stopMachines"));
  }

  /** A host that keeps losing what it has makes layers all the time, and gets nowhere. */
  @Test
  void aLayerThatIsMadeAgainIsNoProgress() {
    FailureKind damaged = FailureKind.LAYER_DAMAGED;
    host.faults().fail("script:app", damaged, damaged, damaged, damaged);
    startHolding();
    Plan plan = TestPlans.plan("a", "b");
    host.layers().loseWhenSetBack(plan.step("script:base").orElseThrow().requiredKey());

    BuildStatus held = await(s -> s.state() == BuildState.HELD || s.state() == BuildState.DONE);

    assertEquals(BuildState.HELD, held.state());
    assertEquals(4, count("script:base"));
    workflow.abort();
  }

  @Test
  void holdsWhenTheSameStepIsSetBackTooOften() {
    FailureKind lost = FailureKind.VM_LOST;
    host.faults().fail("ssh", lost, lost, lost, lost);
    startHolding();

    BuildStatus held = await(s -> s.state() == BuildState.HELD);

    assertEquals(4, count("ssh"));
    assertEquals(lost, held.failure().orElseThrow().kind());
    workflow.abort();
    assertThrows(WorkflowFailedException.class, () -> stub.getResult(BuildResult.class));
  }

  @Test
  void continuesWithTheNewPlanAfterAnEdit() {
    host.faults().fail("script:app", FailureKind.SCRIPT_FAILED);
    startHolding();
    await(s -> s.state() == BuildState.HELD);

    RetryAnswer answer =
        workflow.retryWith(TestPlans.request(TestPlans.plan("a", "mended"), OnFailure.HOLD));

    assertEquals("script:app", answer.fromStep());
    stub.getResult(BuildResult.class);
    assertEquals(TestPlans.plan("a", "mended").imageKey(), workflow.plan().imageKey());
  }

  @Test
  void saysWhichEarlierStepAnEditReaches() {
    host.faults().fail("script:app", FailureKind.SCRIPT_FAILED);
    startHolding();
    await(s -> s.state() == BuildState.HELD);

    RetryAnswer answer =
        workflow.retryWith(TestPlans.request(TestPlans.plan("edited", "b"), OnFailure.HOLD));

    assertEquals(new RetryAnswer("script:base", "script base changed"), answer);
    stub.getResult(BuildResult.class);
  }

  @Test
  void refusesToRetryABuildThatIsNotHeld() {
    run();
    BuildRequest again = TestPlans.request(TestPlans.plan("a", "b"), OnFailure.HOLD);
    assertThrows(RuntimeException.class, () -> workflow.retryWith(again));
  }

  @Test
  void refusesAPlanOfAnotherProfile() {
    host.faults().fail("iso", FailureKind.ISO_UNAVAILABLE);
    startHolding();
    await(s -> s.state() == BuildState.HELD);
    BuildRequest other = TestPlans.request(TestPlans.plan("a", "b"), OnFailure.HOLD);
    BuildRequest renamed =
        new BuildRequest(
            other.buildId(),
            TestPlans.renamed(other.plan(), "db"),
            other.contents(),
            false,
            OnFailure.HOLD);

    assertThrows(WorkflowUpdateException.class, () -> workflow.retryWith(renamed));
    workflow.abort();
  }

  @Test
  void failsAtOnceForCi() {
    host.faults().fail("verify", FailureKind.VERIFY_FAILED);

    stub.start(TestPlans.request(TestPlans.plan("a", "b"), OnFailure.FAIL));

    WorkflowFailedException failed =
        assertThrows(WorkflowFailedException.class, () -> stub.getResult(BuildResult.class));

    ApplicationFailure cause = assertInstanceOf(ApplicationFailure.class, failed.getCause());
    assertEquals(FailureKind.VERIFY_FAILED.name(), cause.getType());
    assertEquals("cleanUp", host.calls().get(host.calls().size() - 1));
    assertEquals(BuildState.FAILED, workflow.status().state());
  }

  @Test
  void cleansUpAHeldBuildThatIsCancelled() {
    host.faults().fail("install", FailureKind.INSTALL_FAILED);
    startHolding();
    await(s -> s.state() == BuildState.HELD);

    stub.cancel();

    WorkflowFailedException failed =
        assertThrows(WorkflowFailedException.class, () -> stub.getResult(BuildResult.class));
    assertInstanceOf(CanceledFailure.class, failed.getCause());
    assertEquals("cleanUp", host.calls().get(host.calls().size() - 1));
    assertEquals(BuildState.CANCELED, workflow.status().state());
  }
}
