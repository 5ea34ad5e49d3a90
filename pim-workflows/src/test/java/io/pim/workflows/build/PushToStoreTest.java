package io.pim.workflows.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.FailureKind;
import io.pim.model.plan.StepKind;
import io.pim.model.store.StoreAddress;
import io.pim.model.unit.Sha256;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.HostMove;
import io.pim.workflows.message.OnFailure;
import io.pim.workflows.message.StepState;
import io.pim.workflows.message.StepStatus;
import io.pim.workflows.message.StorePush;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** After the image is made: its entry in the registry, and its push to the store. */
class PushToStoreTest {
  private static final StoreAddress STORE =
      StoreAddress.of("oci://registry.example.org/team", false, Optional.empty());

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

  private static BuildRequest request() {
    return TestPlans.request(TestPlans.plan("a", "b"), OnFailure.HOLD)
        .pushingTo(Optional.of(STORE));
  }

  private BuildResult run() {
    stub.start(request());
    return stub.getResult(BuildResult.class);
  }

  private StepStatus last() {
    List<StepStatus> steps = workflow.status().steps();
    return steps.get(steps.size() - 1);
  }

  @Test
  void pushesTheRegisteredImageAfterReleasingItsHost() {
    BuildResult result = run();

    List<String> calls = host.calls();
    assertEquals(
        List.of("register", "cleanUp", "push"), calls.subList(calls.size() - 3, calls.size()));
    assertEquals(Optional.of(StorePush.of(STORE + " has " + result.image())), result.store());
    assertEquals(Optional.of(result), workflow.status().result());
    assertEquals(StepKind.PUSH, last().kind());
    assertEquals(StepState.DONE, last().state());
    assertTrue(last().note().contains(result.image()), last().toString());
  }

  @Test
  void pushesAnImageThatAlreadyExisted() {
    host.hasImage(new BuildResult("old", FakeHost.ID, "/old.qcow2", 1, Sha256.ofText("old"), true));

    assertEquals(Optional.of(StorePush.of(STORE + " has old")), run().store());
  }

  @Test
  void pushesNothingWithoutAStore() {
    stub.start(TestPlans.request(TestPlans.plan("a", "b"), OnFailure.HOLD));

    assertEquals(Optional.empty(), stub.getResult(BuildResult.class).store());
    assertFalse(host.calls().contains("push"), host.calls().toString());
    assertFalse(workflow.status().steps().stream().anyMatch(step -> step.kind() == StepKind.PUSH));
  }

  @Test
  void aRefusalByTheStoreIsAWarning() {
    host.faults().fail("push", FailureKind.TARGET_REFUSED);

    BuildResult result = run();

    assertEquals(1, host.count("push"));
    StorePush push = result.store().orElseThrow();
    assertFalse(push.succeeded());
    assertEquals(STORE.toString(), push.place());
    assertEquals("Step push failed.", push.problem());
    assertEquals(BuildState.DONE, workflow.status().state());
    assertEquals(StepState.FAILED, last().state());
  }

  @Test
  void aStoreThatReturnsSoonGetsTheImage() {
    host.faults().fail("push", FailureKind.TARGET_UNREACHABLE, FailureKind.TARGET_UNREACHABLE);

    assertTrue(run().store().orElseThrow().succeeded());
    assertEquals(3, host.count("push"));
  }

  @Test
  void anUnreachableStoreDoesNotDelayTheBuild() {
    host.faults().disturbAlways("push", Fault.of(FailureKind.TARGET_UNREACHABLE));

    BuildResult result = run();

    assertFalse(result.store().orElseThrow().succeeded());
    assertEquals(10, host.count("push"));
    assertEquals(BuildState.DONE, workflow.status().state());
    Duration took =
        Duration.between(last().startedAt().orElseThrow(), last().endedAt().orElseThrow());
    assertTrue(took.toMinutes() < 10, took.toString());
  }

  @Test
  void anotherHostMakesTheImageThatWasLostWithItsHost() {
    host.faults().disturb("push", Fault.GONE);

    BuildResult result = run();

    assertEquals(environment.other().id(), result.host());
    assertEquals(Optional.of(StorePush.of(STORE + " has " + result.image())), result.store());
    assertEquals(1, environment.other().count("push"));
    HostMove move = workflow.status().moves().get(0);
    assertEquals("push", move.step());
    assertEquals(host.id(), move.lost());
  }

  @Test
  void aDeploymentOfTheLostImageIsNotStartedTwice() {
    host.faults().disturb("push", Fault.GONE);
    stub.start(request().deploying(List.of(TestOrders.order("shelf"))));

    BuildResult result = stub.getResult(BuildResult.class);

    assertEquals(environment.other().id(), result.host());
    assertTrue(result.deployments().get(0).id().isPresent(), result.toString());
    assertEquals(1, host.count("order") + environment.other().count("order"));
  }

  @Test
  void aBuildMayBeCancelledDuringThePush() throws Exception {
    host.faults().disturb("push", Fault.BLOCKED);
    stub.start(request());
    host.faults().awaitBlocked();

    stub.cancel();

    assertThrows(WorkflowFailedException.class, () -> stub.getResult(BuildResult.class));
    assertEquals(BuildState.CANCELED, workflow.status().state());
  }

  @Test
  void aRetryPushesToTheStoreOfItsOwnRequest() {
    host.faults().fail("script:app", FailureKind.SCRIPT_FAILED);
    stub.start(TestPlans.request(TestPlans.plan("a", "b"), OnFailure.HOLD));
    environment.await(workflow, s -> s.state() == BuildState.HELD);

    workflow.retryWith(request());

    assertTrue(stub.getResult(BuildResult.class).store().isPresent());
  }

  /** The other host polls the queue on which older builds registered their images. */
  @Test
  void writesTheEntryOnTheHostThatHasTheImage() {
    FakeHost other = environment.other();
    host.misdirectOnce(other.id());

    BuildResult result = run();

    assertEquals(other.id(), result.host());
    assertEquals(1, other.count("register"));
    assertEquals(1, other.count("push"));
    assertEquals(0, host.count("register") + host.count("push"));
  }

  /** The host that is updated last. */
  @Test
  void aWorkerOfAnOlderPimRegistersOnTheSharedQueue() {
    FakeHost other = environment.other();
    host.misdirectOnce(other.id());
    other.faults().disturb("register", Fault.UNKNOWN);

    BuildResult result = run();

    assertEquals(other.id(), result.host());
    assertEquals(1, other.count("register"));
    assertEquals(1, host.count("register"));
  }
}
