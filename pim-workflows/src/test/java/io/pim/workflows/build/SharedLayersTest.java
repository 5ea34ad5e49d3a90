package io.pim.workflows.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.FailureKind;
import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanStep;
import io.pim.model.store.StoreAddress;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.HostMove;
import io.pim.workflows.message.OnFailure;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Layers are pushed while the steps run, and another host continues from them. */
@Timeout(120)
class SharedLayersTest {
  private static final Plan PLAN = TestPlans.plan("a", "b");

  private BuildEnvironment environment;
  private FakeHost host;
  private FakeHost other;
  private BuildWorkflow workflow;
  private WorkflowStub stub;

  @BeforeEach
  void start() {
    environment = new BuildEnvironment();
    host = environment.host();
    other = environment.other();
    workflow = environment.newBuild();
    stub = WorkflowStub.fromTyped(workflow);
  }

  @AfterEach
  void stop() {
    environment.close();
  }

  private static BuildRequest request() {
    return TestPlans.request(PLAN, OnFailure.HOLD)
        .pushingTo(
            Optional.of(
                StoreAddress.of("oci://registry.example.org/team", false, Optional.empty())))
        .pushingLayers(true);
  }

  private BuildResult run() {
    stub.start(request());
    return stub.getResult(BuildResult.class);
  }

  private static List<String> pushes(FakeHost its) {
    return its.calls().stream().filter(call -> call.startsWith("push ")).toList();
  }

  @Test
  void pushesEachLayerAfterItIsKept() throws Exception {
    host.faults().disturb("verify", Fault.BLOCKED);
    stub.start(request());
    host.faults().awaitBlocked();
    awaitInStore("finalize");
    host.faults().release("verify");

    assertEquals(FakeHost.ID, stub.getResult(BuildResult.class).host());

    Set<String> missing =
        PLAN.layerSteps().stream()
            .filter(step -> !host.inStore().contains(step.requiredKey()))
            .map(PlanStep::name)
            .collect(Collectors.toSet());
    assertEquals(Set.of(), missing);
    assertEquals(1, host.count("take"));
  }

  private static PlanStep last() {
    return PLAN.layerSteps().get(PLAN.layerSteps().size() - 1);
  }

  @Test
  void neitherTheNextStepNorTheEndWaitsForAPush() {
    host.faults().disturb("push install", Fault.BLOCKED);

    BuildResult result = run();

    assertEquals(FakeHost.ID, result.host());
    assertEquals(List.of("push install"), pushes(host), "one at a time");
    assertEquals(BuildState.DONE, workflow.status().state());
  }

  @Test
  void aRefusalByTheStoreDelaysNothing() {
    for (PlanStep step : PLAN.layerSteps()) {
      host.faults().disturbAlways("push " + step.name(), Fault.of(FailureKind.TARGET_REFUSED));
    }
    host.faults().fail("take", FailureKind.TARGET_REFUSED);

    assertEquals(FakeHost.ID, run().host());

    assertEquals(Set.of(), host.inStore());
    assertEquals(1, host.count("take"));
  }

  @Test
  void aWorkerOfAnOlderPimSharesNothing() {
    host.faults().disturbAlways("take", Fault.UNKNOWN);
    for (PlanStep step : PLAN.layerSteps()) {
      host.faults().disturbAlways("push " + step.name(), Fault.UNKNOWN);
    }

    assertEquals(FakeHost.ID, run().host());

    assertEquals(1, host.count("take"));
    assertTrue(host.count("push install") <= 1, host.calls().toString());
  }

  @Test
  void pushesAndTakesNothingWithoutTheSetting() {
    stub.start(request().pushingLayers(false));
    stub.getResult(BuildResult.class);

    assertEquals(List.of(), pushes(host));
    assertEquals(0, host.count("take"));
  }

  @Test
  void pushesTheLayersOfAHeldBuildToo() throws Exception {
    host.faults().fail("script:app", FailureKind.SCRIPT_FAILED);
    host.faults().disturb("push install", Fault.BLOCKED);
    stub.start(request());
    host.faults().awaitBlocked();
    environment.await(workflow, s -> s.state() == BuildState.HELD);
    host.faults().release("push install");

    awaitInStore("script:base");
    workflow.abort();

    assertThrows(WorkflowFailedException.class, () -> stub.getResult(BuildResult.class));
  }

  @Test
  void aBuildMayBeCancelledWhileALayerIsPushed() throws Exception {
    host.faults().disturb("push install", Fault.BLOCKED);
    host.faults().disturb("script:app", Fault.BLOCKED);
    stub.start(request());
    host.faults().awaitBlocked();
    host.faults().awaitBlocked();

    stub.cancel();

    assertThrows(WorkflowFailedException.class, () -> stub.getResult(BuildResult.class));
    assertEquals(BuildState.CANCELED, workflow.status().state());
    assertEquals(1, host.count("cleanUp"));
  }

  /** The build loses its first host after the layer of the first script reaches the store. */
  @Test
  void anotherHostContinuesFromTheNewestPushedLayer() throws Exception {
    loseHostAt("script:app");

    BuildResult result = stub.getResult(BuildResult.class);

    assertEquals(other.id(), result.host());
    assertEquals(1, other.count("take over from host1"));
    assertEquals(
        List.of(PLAN.step("script:app").orElseThrow().requiredKey(), last().requiredKey()),
        other.layers().produced(),
        "only what was not in the store");
    List<HostMove> moves = workflow.status().moves();
    assertEquals(List.of(new HostMove("host1", "script:app", "host2", "script:base", true)), moves);
    assertEquals(
        "host host1 was lost at script:app; host host2 continued after script:base, with the layer"
            + " from the store",
        moves.get(0).text());
  }

  @Test
  void recordsTheMoveEvenWithoutAStore() throws Exception {
    host.faults().disturb("script:app", Fault.BLOCKED);
    stub.start(TestPlans.request(PLAN, OnFailure.HOLD));
    host.faults().awaitBlocked();
    host.faults().leave();
    host.faults().release("script:app");

    stub.getResult(BuildResult.class);

    assertEquals(1, other.count("take over from host1"));
    List<HostMove> moves = workflow.status().moves();
    assertEquals(List.of(new HostMove("host1", "script:app", "host2", "", false)), moves);
    assertEquals("host host1 was lost at script:app; host host2 started over", moves.get(0).text());
  }

  private void loseHostAt(String step) throws InterruptedException {
    host.faults().disturb(step, Fault.BLOCKED);
    stub.start(request());
    host.faults().awaitBlocked();
    awaitInStore("script:base");
    host.faults().leave();
    host.faults().release(step);
  }

  /** Skips no time, because the blocked step would reach its limit. */
  private void awaitInStore(String step) {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (!host.inStore().contains(PLAN.step(step).orElseThrow().requiredKey())) {
      assertTrue(System.nanoTime() < end, "not pushed: " + step + "; " + host.calls());
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }
}
