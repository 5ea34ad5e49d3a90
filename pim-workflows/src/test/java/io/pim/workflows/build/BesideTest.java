package io.pim.workflows.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureKind.Remedy;
import io.pim.model.plan.Plan;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.BuildStatus;
import io.pim.workflows.message.OnFailure;
import io.pim.workflows.message.StepState;
import io.pim.workflows.visibility.BuildDetails;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Flattening and verifying run at the same time; every kind of fault strikes one or both. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BesideTest {
  private static final Plan PLAN = TestPlans.plan("a", "b");
  private static final List<String> BESIDE = List.of("flatten", "verify");
  private static final long DEADLINE_NANOS = 30_000_000_000L;

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

  private void start(OnFailure onFailure) {
    stub.start(TestPlans.request(PLAN, onFailure));
  }

  /** Waits until both have begun; neither has ended then. */
  private void startAndBlockBoth() throws InterruptedException {
    BESIDE.forEach(step -> host.faults().disturb(step, Fault.BLOCKED));
    start(OnFailure.HOLD);
    String first = host.faults().awaitBlocked();
    String second = host.faults().awaitBlocked();
    assertEquals(Set.copyOf(BESIDE), Set.of(first, second));
  }

  /** Runs in real time, because skipped time would let a blocked activity time out. */
  private BuildStatus await(Predicate<BuildStatus> wanted) {
    long start = System.nanoTime();
    BuildStatus status = workflow.status();
    while (!wanted.test(status)) {
      assertTrue(System.nanoTime() - start < DEADLINE_NANOS, "never as wanted; last: " + status);
      LockSupport.parkNanos(5_000_000);
      status = workflow.status();
    }
    return status;
  }

  private static StepState state(BuildStatus status, String step) {
    return status.steps().stream().filter(s -> s.name().equals(step)).findFirst().get().state();
  }

  @Test
  void bothRunAndShowAsRunningAtTheSameTime() throws Exception {
    startAndBlockBoth();

    BuildStatus both = workflow.status();
    assertEquals(StepState.RUNNING, state(both, "flatten"));
    assertEquals(StepState.RUNNING, state(both, "verify"));
    assertEquals("flatten", both.step());
    assertTrue(BuildDetails.render(both).contains(" at steps `flatten`, `verify` on host"));

    host.faults().release("flatten");
    BuildStatus one = await(s -> state(s, "flatten") == StepState.DONE);
    assertEquals(StepState.RUNNING, state(one, "verify"));
    assertEquals("verify", one.step(), "what still runs");
    assertEquals(0, host.count("publish"), "nothing is registered before both are right");

    host.faults().release("verify");
    stub.getResult(BuildResult.class);
    assertEquals(List.of("publish", "register", "cleanUp"), lastCalls(3));
  }

  private List<String> lastCalls(int count) {
    return host.calls().subList(host.calls().size() - count, host.calls().size());
  }

  @Test
  void cancellingEndsBoth() throws Exception {
    startAndBlockBoth();

    stub.cancel();

    WorkflowFailedException failed =
        assertThrows(WorkflowFailedException.class, () -> stub.getResult(BuildResult.class));
    assertInstanceOf(CanceledFailure.class, failed.getCause());
    BuildStatus status = workflow.status();
    assertEquals(BuildState.CANCELED, status.state());
    BESIDE.forEach(step -> assertEquals(StepState.FAILED, state(status, step), step));
    assertEquals(List.of("cleanUp"), lastCalls(1));
    assertFalse(host.isClaimed());
  }

  /** The other step's result is kept, and its machine is not ended. */
  @ParameterizedTest
  @MethodSource("eachWithTheOther")
  void holdsTheBuildAfterTheOtherHasEnded(String failing, String other) throws Exception {
    host.faults().disturb(other, Fault.BLOCKED);
    host.faults().fail(failing, FailureKind.DISK_FULL);
    start(OnFailure.HOLD);
    host.faults().awaitBlocked();
    BuildStatus before = await(s -> state(s, failing) == StepState.FAILED);
    assertEquals(BuildState.RUNNING, before.state());
    assertEquals(other, before.step());
    assertEquals(0, host.count("release"));

    host.faults().release(other);

    BuildStatus held = await(s -> s.state() == BuildState.HELD);
    assertEquals(failing, held.step());
    assertEquals(StepState.FAILED, state(held, failing));
    assertEquals(StepState.DONE, state(held, other));
    workflow.retry();
    stub.getResult(BuildResult.class);
    assertTrue(
        workflow.status().steps().stream().allMatch(s -> s.state() == StepState.DONE),
        () -> "" + workflow.status());
  }

  /** A cancellation after one has failed waits until the other has stopped. */
  @ParameterizedTest
  @MethodSource("eachWithTheOther")
  void cancellingWhileOneHasFailedEndsTheOther(String failing, String other) throws Exception {
    host.faults().disturb(other, Fault.BLOCKED);
    host.faults().fail(failing, FailureKind.VM_LOST);
    start(OnFailure.HOLD);
    host.faults().awaitBlocked();
    await(s -> state(s, failing) == StepState.FAILED);

    stub.cancel();

    WorkflowFailedException failed =
        assertThrows(WorkflowFailedException.class, () -> stub.getResult(BuildResult.class));
    assertInstanceOf(CanceledFailure.class, failed.getCause());
    assertEquals(BuildState.CANCELED, workflow.status().state());
    assertEquals(0, host.count("stopMachines"));
    assertEquals(List.of("cleanUp"), lastCalls(1));
  }

  private static Stream<Arguments> eachWithTheOther() {
    return Stream.of(arguments("flatten", "verify"), arguments("verify", "flatten"));
  }

  private static Stream<Arguments> pairs() {
    List<Optional<Fault>> faults =
        Stream.concat(
                Stream.of(Optional.<Fault>empty(), Optional.of(Fault.UNFORESEEN)),
                Stream.of(
                        FailureKind.NETWORK,
                        FailureKind.VM_LOST,
                        FailureKind.LAYER_DAMAGED,
                        FailureKind.DISK_FULL,
                        FailureKind.VERIFY_FAILED)
                    .map(kind -> Optional.of(Fault.of(kind))))
            .toList();
    return faults.stream()
        .flatMap(flatten -> faults.stream().map(verify -> arguments(flatten, verify)));
  }

  /** How a fault ends a build after Temporal's retries. */
  private static Optional<Remedy> remedy(Optional<Fault> fault) {
    return fault
        .flatMap(its -> Optional.ofNullable(its.kind()))
        .map(FailureKind::remedy)
        .filter(its -> its != Remedy.REPEAT_STEP);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void endsAsTheWorstFaultRequires(Optional<Fault> flatten, Optional<Fault> verify) {
    flatten.ifPresent(fault -> host.faults().disturb("flatten", fault));
    verify.ifPresent(fault -> host.faults().disturb("verify", fault));
    List<Optional<Remedy>> remedies = List.of(remedy(flatten), remedy(verify));
    int forPerson = remedies.indexOf(Optional.of(Remedy.PERSON));
    boolean setBack = forPerson < 0 && remedies.contains(Optional.of(Remedy.NEWEST_LAYER));
    start(OnFailure.HOLD);

    if (forPerson >= 0) {
      BuildStatus held = environment.await(workflow, s -> s.state() == BuildState.HELD);
      assertEquals(BESIDE.get(forPerson), held.step());
      Fault its = (forPerson == 0 ? flatten : verify).orElseThrow();
      assertEquals(its.kind(), held.failure().orElseThrow().kind());
      for (int i = 0; i < BESIDE.size(); i++) {
        assertEquals(
            remedies.get(i).isPresent() ? StepState.FAILED : StepState.DONE,
            state(held, BESIDE.get(i)),
            "" + held);
      }
      assertEquals(0, host.count("publish"));
      workflow.retry();
    }
    stub.getResult(BuildResult.class);

    assertEquals(BuildState.DONE, workflow.status().state());
    assertTrue(
        workflow.status().steps().stream().allMatch(s -> s.state() == StepState.DONE),
        () -> "" + workflow.status());
    assertEquals(setBack ? 1 : 0, host.count("stopMachines"), "set back once, for both");
    assertEquals(1, host.count("publish"));
    assertEquals(List.of("cleanUp"), lastCalls(1));
    assertFalse(host.isClaimed());
  }

  @Test
  void failsForCiAfterBothHaveEnded() {
    host.faults().fail("flatten", FailureKind.VM_LOST);
    host.faults().fail("verify", FailureKind.VERIFY_FAILED);
    start(OnFailure.FAIL);

    WorkflowFailedException failed =
        assertThrows(WorkflowFailedException.class, () -> stub.getResult(BuildResult.class));

    ApplicationFailure cause = assertInstanceOf(ApplicationFailure.class, failed.getCause());
    assertEquals(FailureKind.VERIFY_FAILED.name(), cause.getType());
    assertEquals("verify", workflow.status().step());
    assertEquals(List.of("cleanUp"), lastCalls(1));
    assertFalse(host.isClaimed());
  }

  /**
   * The failure decides, whichever step reports it; a machine that was lost as well does not count.
   */
  @ParameterizedTest
  @MethodSource("eachWithTheOther")
  void bothMoveWhenTheHostIsLost(String lost, String other) throws Exception {
    host.faults().disturb(lost, Fault.GONE);
    host.faults().fail(other, FailureKind.VM_LOST);
    environment.other().faults().disturb("claim", Fault.BLOCKED);
    start(OnFailure.HOLD);
    environment.other().faults().awaitBlocked();
    // The other host has the registry, too.
    host.faults().comeBack();
    environment.other().faults().release("claim");

    BuildResult result = stub.getResult(BuildResult.class);

    assertEquals(environment.other().id(), result.host());
    assertEquals(1, environment.other().count("flatten"));
    assertEquals(1, environment.other().count("verify"));
    assertEquals(0, host.count("stopMachines"));
  }
}
