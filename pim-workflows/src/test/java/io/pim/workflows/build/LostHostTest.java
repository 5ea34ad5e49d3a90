package io.pim.workflows.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.FailureKind;
import io.pim.model.plan.Plan;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.BuildStatus;
import io.pim.workflows.message.OnFailure;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.CanceledFailure;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hosts that never come back, on a real server. Builds move to another host or wait if they must,
 * and end when they are cancelled.
 */
@Tag("temporal")
@Tag("long")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class LostHostTest {
  private static final Plan PLAN = TestPlans.plan("a", "b");

  private RealEnvironment environment;
  private FakeHost host;
  private FakeHost other;
  private BuildWorkflow workflow;
  private WorkflowStub stub;

  @BeforeEach
  void open() {
    environment = new RealEnvironment();
    host = environment.host();
    other = environment.other();
    workflow = environment.newBuild();
    stub = WorkflowStub.fromTyped(workflow);
  }

  @AfterEach
  void close() {
    if (environment != null) {
      environment.close();
    }
  }

  private void start(Plan plan) {
    stub.start(TestPlans.request(plan, OnFailure.HOLD));
  }

  /** Waits until a step has begun on the host, and then ends the host's worker. */
  private void loseHostIn(String step) throws InterruptedException {
    environment.await(workflow, s -> host.count(step) > 0);
    environment.lose(host);
  }

  private void hold() {
    host.faults().fail("script:app", FailureKind.SCRIPT_FAILED);
    start(PLAN);
    environment.await(workflow, s -> s.state() == BuildState.HELD);
  }

  @Test
  void leavesAHostWhoseQueueNobodyPolls() {
    host.misdirectOnce("nowhere");
    start(PLAN);

    assertEquals(host.id(), stub.getResult(BuildResult.class).host());

    assertEquals(2, host.count("claim"));
  }

  @Test
  void asksThePreferredHostFirstAndThenAny() throws Exception {
    environment.lose(other);
    stub.start(TestPlans.request(PLAN, OnFailure.HOLD).askingFirst(Optional.of(other.id())));

    BuildStatus waiting =
        environment.await(
            workflow, s -> !s.steps().isEmpty() && !s.steps().get(0).note().isEmpty());

    assertTrue(
        waiting.steps().get(0).note().contains("waiting for host host2, which is asked first"),
        waiting.steps().get(0).note());
    assertEquals(host.id(), stub.getResult(BuildResult.class).host());
  }

  @Test
  void makesAllLayersAgainElsewhere() throws Exception {
    host.faults().disturb("script:app", Fault.SILENT);
    start(PLAN);
    loseHostIn("script:app");

    assertEquals(other.id(), stub.getResult(BuildResult.class).host());

    assertEquals(PLAN.layerSteps().size(), other.layers().produced().size());
    assertEquals(1, host.count("claim"), "a lost host is not asked again");
  }

  @Test
  void waitsForTheHostThatThePlanNames() throws Exception {
    host.faults().disturb("script:app", Fault.SILENT);
    start(TestPlans.on(PLAN, host.id()));
    loseHostIn("script:app");

    BuildStatus waiting = environment.await(workflow, s -> s.state() == BuildState.WAITING);

    assertTrue(waiting.steps().get(0).note().contains("waiting for host host1, which was lost"));
    assertTrue(waiting.steps().get(0).startedAt().isPresent());
    environment.comeBack(host);
    assertEquals(host.id(), stub.getResult(BuildResult.class).host());
    assertEquals(PLAN.layerSteps().size(), host.layers().produced().size(), "its layers were kept");
    assertEquals(0, other.calls().size());
  }

  @Test
  void asksTheHostOfAHeldBuildFirstAndThenAny() throws Exception {
    hold();
    environment.lose(host);

    workflow.retry();

    BuildStatus waiting = environment.await(workflow, s -> s.state() == BuildState.WAITING);
    assertTrue(waiting.steps().get(0).note().contains("host host1, which has the layers"));
    assertEquals(other.id(), stub.getResult(BuildResult.class).host());
  }

  @Test
  void cleansUpTheLastHostOfACancelledBuildThatWaits() throws Exception {
    hold();
    host.faults().disturb("claim", Fault.BLOCKED);
    workflow.retry();
    host.faults().awaitBlocked();

    stub.cancel();

    requireCancelled();
    assertEquals(1, host.count("cleanUp"));
  }

  @Test
  void cancelsABuildOnAHostWhoseQueueNobodyPolls() {
    host.misdirectOnce("nowhere");
    start(PLAN);
    environment.await(workflow, s -> s.host().equals("nowhere"));

    stub.cancel();

    requireCancelled();
  }

  @ParameterizedTest
  @ValueSource(strings = {"open", "install", "script:app", "verify", "cleanUp"})
  void cancelsAStepWhoseWorkerDied(String step) throws Exception {
    host.faults().disturb(step, Fault.SILENT);
    start(PLAN);
    loseHostIn(step);

    stub.cancel();

    requireCancelled();
  }

  @Test
  void cancelsAStepWhoseNextAttemptWaitsForALostHost() throws Exception {
    host.faults().disturbAlways("script:app", Fault.of(FailureKind.NETWORK));
    start(PLAN);
    loseHostIn("script:app");

    stub.cancel();

    requireCancelled();
  }

  @Test
  void cancelsAHeldBuildOfALostHost() throws Exception {
    hold();
    environment.lose(host);

    stub.cancel();

    requireCancelled();
  }

  private void requireCancelled() {
    WorkflowFailedException failed =
        assertThrows(WorkflowFailedException.class, () -> stub.getResult(BuildResult.class));
    assertInstanceOf(CanceledFailure.class, failed.getCause());
    assertEquals(BuildState.CANCELED, workflow.status().state());
  }
}
