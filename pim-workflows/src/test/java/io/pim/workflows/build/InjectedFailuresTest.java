package io.pim.workflows.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.pim.model.failure.FailureKind;
import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanStep;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.BuildStatus;
import io.pim.workflows.message.OnFailure;
import io.pim.workflows.message.StepState;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every activity with every fault, in its first run or in all of them. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InjectedFailuresTest {
  private static final List<String> STEPS =
      List.of(
          "claim",
          "open",
          "look",
          "iso",
          "disk",
          "install",
          "boot",
          "ssh",
          "script:base",
          "script:app",
          "finalize",
          "shutdown",
          "flatten",
          "verify",
          "publish",
          "register");

  private static final List<String> BESIDE = List.of("flatten", "verify");

  /** The activities at the end of a build, each with the way to reach it. */
  private static final List<String> ENDINGS = List.of("stopMachines", "release", "cleanUp");

  private static final Plan PLAN = TestPlans.plan("a", "b");

  private static BuildEnvironment environment;
  private final FakeHost host = environment.host();
  private final BuildWorkflow workflow = environment.newBuild();
  private final WorkflowStub stub = WorkflowStub.fromTyped(workflow);

  @BeforeAll
  static void open() {
    environment = new BuildEnvironment();
  }

  @AfterAll
  static void close() {
    environment.close();
  }

  private static final Fault[] PASSING = {
    Fault.UNFORESEEN, Fault.SILENT, Fault.of(FailureKind.NETWORK), Fault.of(FailureKind.VM_LOST)
  };

  private static final Fault[] LASTING = {
    Fault.UNREADABLE, Fault.of(FailureKind.VM_LOST), Fault.of(FailureKind.DISK_FULL)
  };

  private static Stream<Arguments> passing() {
    return each(STEPS, PASSING);
  }

  private static Stream<Arguments> each(List<String> activities, Fault... faults) {
    return activities.stream()
        .flatMap(activity -> Arrays.stream(faults).map(fault -> arguments(activity, fault)));
  }

  @ParameterizedTest
  @MethodSource("passing")
  void survivesPassingFailures(String step, Fault fault) {
    host.faults().disturb(step, fault);
    start(OnFailure.FAIL);

    stub.getResult(BuildResult.class);

    requireDone();
    assertTrue(host.count(step) >= 2);
    if (fault.kind() == FailureKind.VM_LOST && !step.equals("claim")) {
      assertEquals(1, host.count("stopMachines"));
    }
  }

  private static Stream<Arguments> lasting() {
    return each(STEPS, LASTING);
  }

  private static Stream<Fault> passingFaults() {
    return Arrays.stream(PASSING);
  }

  private static Stream<Fault> lastingFaults() {
    return Arrays.stream(LASTING);
  }

  /** PIM asks only a host that may have the request. */
  private void haveASecondTry() {
    host.faults().fail("disk", FailureKind.VM_LOST);
  }

  @ParameterizedTest
  @MethodSource("passingFaults")
  void survivesPassingFailuresAtTheBeginningOfASecondTry(Fault fault) {
    haveASecondTry();
    host.faults().disturb("reopen", fault);
    start(OnFailure.FAIL);

    stub.getResult(BuildResult.class);

    requireDone();
    assertTrue(host.count("reopen") >= 2);
    assertEquals(1, host.count("open"), "the request is sent once");
    assertEquals(
        fault.kind() == FailureKind.VM_LOST ? 2 : 1, host.count("stopMachines"), "set-backs");
  }

  @ParameterizedTest
  @MethodSource("lastingFaults")
  void holdsForLastingFailuresAtTheBeginningOfASecondTry(Fault fault) {
    haveASecondTry();
    host.faults().disturbAlways("reopen", fault);
    start(OnFailure.HOLD);

    BuildStatus held = environment.await(workflow, s -> s.state() == BuildState.HELD);

    assertEquals("cache", held.step());
    assertEquals(kind(fault), held.failure().orElseThrow().kind());
    assertFalse(host.isClaimed());
    host.faults().fix("reopen");
    workflow.retry();
    stub.getResult(BuildResult.class);
    requireDone();
    assertEquals(1, host.count("open"), "the request is sent once");
  }

  @Test
  void cancelsWhenASecondTryBegins() throws Exception {
    haveASecondTry();
    host.faults().disturb("reopen", Fault.BLOCKED);
    start(OnFailure.HOLD);
    host.faults().awaitBlocked();

    stub.cancel();

    requireCancelled();
  }

  @ParameterizedTest
  @MethodSource("lasting")
  void holdsForALastingErrorAndContinuesOnceItIsFixed(String step, Fault fault) {
    host.faults().disturbAlways(step, fault);
    start(OnFailure.HOLD);

    BuildStatus held = environment.await(workflow, s -> s.state() == BuildState.HELD);

    assertEquals(planStep(step), held.step());
    assertEquals(kind(fault), held.failure().orElseThrow().kind());
    assertEquals(StepState.FAILED, state(held, planStep(step)), "" + held);
    assertFalse(host.isClaimed());
    long before = host.count(step);
    host.faults().fix(step);
    workflow.retry();
    stub.getResult(BuildResult.class);
    requireDone();
    assertEquals(before + 1, host.count(step));
  }

  @ParameterizedTest
  @MethodSource("lasting")
  void failsForLastingFailuresWithoutAHold(String step, Fault fault) {
    host.faults().disturbAlways(step, fault);
    start(OnFailure.FAIL);

    requireFailed(kind(fault));

    assertEquals(StepState.FAILED, state(workflow.status(), planStep(step)));
    assertEquals(0, host.count("release"));
  }

  @ParameterizedTest
  @MethodSource("steps")
  void endsAHeldBuildThatIsAborted(String step) {
    host.faults().fail(step, FailureKind.DISK_FULL);
    start(OnFailure.HOLD);
    environment.await(workflow, s -> s.state() == BuildState.HELD);

    workflow.abort();

    requireFailed(FailureKind.DISK_FULL);
  }

  private static Stream<Arguments> steps() {
    return STEPS.stream().map(Arguments::arguments);
  }

  @ParameterizedTest
  @MethodSource("steps")
  void cancelsAtEveryStep(String step) throws Exception {
    // The test server never ends a workflow task that cancels an activity that has just completed,
    // so no step that runs at the same time may complete now.
    List<String> blocked = BESIDE.contains(step) ? BESIDE : List.of(step);
    blocked.forEach(each -> host.faults().disturb(each, Fault.BLOCKED));
    start(OnFailure.HOLD);
    for (int i = 0; i < blocked.size(); i++) {
      host.faults().awaitBlocked();
    }

    stub.cancel();

    requireCancelled();
  }

  @ParameterizedTest
  @MethodSource("steps")
  void cancelsWithoutItsHost(String step) throws Exception {
    host.faults().disturb(step, Fault.GONE);
    environment.other().faults().disturb("claim", Fault.BLOCKED);
    start(OnFailure.FAIL);
    environment.other().faults().awaitBlocked();

    stub.cancel();

    requireCancelled();
  }

  private static Stream<Arguments> endings() {
    return each(
        ENDINGS,
        Fault.UNFORESEEN,
        Fault.SILENT,
        Fault.BLOCKED,
        Fault.of(FailureKind.TOOL_FAILED),
        Fault.of(FailureKind.INTERNAL));
  }

  /**
   * A failure at the end of a build on its host delays people for minutes at most, and the next
   * attempt does not use the machine that should have ended.
   */
  @ParameterizedTest
  @MethodSource("endings")
  void endsEvenIfItsCleanUpFails(String ending, Fault fault) {
    host.faults().disturbAlways(ending, fault);
    switch (ending) {
      case "stopMachines" -> host.faults().fail("script:app", FailureKind.VM_LOST);
      case "release" -> host.faults().fail("script:app", FailureKind.SCRIPT_FAILED);
      default -> {}
    }
    start(OnFailure.HOLD);
    if (ending.equals("release")) {
      environment.awaitWithin(30, workflow, s -> s.state() == BuildState.HELD);
      workflow.retry();
      assertNotEquals(BuildState.HELD, workflow.status().state());
    }

    stub.getResult(BuildResult.class);

    assertEquals(BuildState.DONE, workflow.status().state());
    requireWithin(20, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED);
    assertFalse(host.hasJoinedADirtyMachine());
  }

  private void start(OnFailure onFailure) {
    stub.start(TestPlans.request(PLAN, onFailure));
  }

  private void requireDone() {
    BuildStatus status = workflow.status();
    assertEquals(BuildState.DONE, status.state());
    assertTrue(
        status.steps().stream().allMatch(s -> s.state() == StepState.DONE), () -> "" + status);
    assertEquals(
        PLAN.layerSteps().stream().map(PlanStep::requiredKey).toList(),
        host.layers().produced(),
        "each layer is made once");
    assertFalse(host.isClaimed());
    assertFalse(host.hasJoinedADirtyMachine());
    assertEquals("cleanUp", host.calls().get(host.calls().size() - 1));
  }

  private void requireFailed(FailureKind kind) {
    WorkflowFailedException failed =
        assertThrows(WorkflowFailedException.class, () -> stub.getResult(BuildResult.class));
    ApplicationFailure cause = assertInstanceOf(ApplicationFailure.class, failed.getCause());
    assertEquals(kind.name(), cause.getType());
    assertEquals(BuildState.FAILED, workflow.status().state());
    assertFalse(host.isClaimed());
  }

  private void requireCancelled() {
    WorkflowFailedException failed =
        assertThrows(WorkflowFailedException.class, () -> stub.getResult(BuildResult.class));
    assertInstanceOf(CanceledFailure.class, failed.getCause());
    BuildStatus status = workflow.status();
    assertEquals(BuildState.CANCELED, status.state());
    assertTrue(status.steps().stream().noneMatch(s -> s.state() == StepState.RUNNING));
    requireWithin(6, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED);
    assertTrue(host.faults().isGone() || !host.isClaimed());
  }

  private void requireWithin(int minutes, EventType since) {
    Duration lasted = environment.lastedSince(since, stub.getExecution());
    assertTrue(lasted.compareTo(Duration.ofMinutes(minutes)) < 0, "ended only after " + lasted);
  }

  /** The plan's step that an activity belongs to. */
  private static String planStep(String activity) {
    return switch (activity) {
      case "reopen", "open", "look" -> "cache";
      case "publish" -> "register";
      default -> activity;
    };
  }

  private static FailureKind kind(Fault fault) {
    return fault.kind() == null ? FailureKind.INTERNAL : fault.kind();
  }

  private static StepState state(BuildStatus status, String step) {
    return status.steps().stream().filter(s -> s.name().equals(step)).findFirst().get().state();
  }
}
