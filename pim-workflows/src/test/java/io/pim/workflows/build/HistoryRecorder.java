package io.pim.workflows.build;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pim.model.failure.FailureKind;
import io.pim.model.plan.Plan;
import io.pim.model.store.StoreAddress;
import io.pim.model.unit.Sha256;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.OnFailure;
import io.pim.workflows.message.StepState;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Records a history of every shape of build for {@link ReplayTest}, on a real server with fake
 * hosts, into the folder that the property names. Not a test: {@code make histories} runs it, and
 * CONTRIBUTING.md says when.
 */
@Tag("temporal")
@EnabledIfSystemProperty(named = "pim.record.histories", matches = ".+")
class HistoryRecorder {
  private static final Plan PLAN = TestPlans.plan("a", "b");

  private final Path folder = Path.of(System.getProperty("pim.record.histories", ""));
  private RealEnvironment environment;
  private FakeHost host;
  private BuildWorkflow workflow;
  private WorkflowStub stub;

  @BeforeEach
  void open() {
    open(new RealEnvironment());
  }

  private void open(RealEnvironment opened) {
    environment = opened;
    host = environment.host();
    workflow = environment.newBuild();
    stub = WorkflowStub.fromTyped(workflow);
  }

  @AfterEach
  void close() {
    environment.close();
  }

  private void start() {
    stub.start(TestPlans.request(PLAN, OnFailure.HOLD));
  }

  private void hold() {
    host.faults().fail("script:app", FailureKind.SCRIPT_FAILED);
    start();
    environment.await(workflow, s -> s.state() == BuildState.HELD);
  }

  private void recordDone(String name) throws IOException {
    stub.getResult(BuildResult.class);
    record(name);
  }

  private void recordFailed(String name) throws IOException {
    assertThrows(WorkflowFailedException.class, () -> stub.getResult(BuildResult.class));
    record(name);
  }

  private void record(String name) throws IOException {
    record(name, environment.history());
  }

  private void record(String name, String history) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(name + ".json"), history);
  }

  @Test
  void cancelled() throws Exception {
    host.faults().disturb("install", Fault.BLOCKED);
    start();
    host.faults().awaitBlocked();
    stub.cancel();
    recordFailed("cancelled");
  }

  @Test
  void heldAndCancelled() throws Exception {
    hold();
    stub.cancel();
    recordFailed("held-and-cancelled");
  }

  @Test
  void heldAndAborted() throws Exception {
    hold();
    workflow.abort();
    recordFailed("held-and-aborted");
  }

  @Test
  void setBackAfterALostMachine() throws Exception {
    host.faults().fail("script:app", FailureKind.VM_LOST);
    start();
    recordDone("set-back");
  }

  @Test
  void retriedWithAnotherPlan() throws Exception {
    hold();
    workflow.retryWith(TestPlans.request(TestPlans.plan("edited", "b"), OnFailure.HOLD));
    recordDone("retried-with-another-plan");
  }

  @Test
  void retriedUnchanged() throws Exception {
    hold();
    workflow.retry();
    recordDone("retried-unchanged");
  }

  @Test
  void lostHost() throws Exception {
    host.faults().disturb("script:app", Fault.SILENT);
    start();
    environment.await(workflow, s -> host.count("script:app") > 0);
    environment.lose(host);
    recordDone("lost-host");
  }

  @Test
  void lostHostWithSharedLayers() throws Exception {
    host.faults().disturb("script:app", Fault.SILENT);
    stub.start(
        TestPlans.request(PLAN, OnFailure.HOLD)
            .pushingTo(
                Optional.of(
                    StoreAddress.of("oci://registry.example.org/team", false, Optional.empty())))
            .pushingLayers(true));
    environment.await(
        workflow,
        s ->
            host.count("script:app") > 0
                && host.inStore().contains(PLAN.step("script:base").orElseThrow().requiredKey()));
    environment.lose(host);
    recordDone("lost-host-with-shared-layers");
  }

  @Test
  void heldAndItsHostLost() throws Exception {
    hold();
    environment.lose(host);
    workflow.retry();
    recordDone("held-and-host-lost");
  }

  @Test
  void imageExists() throws Exception {
    host.hasImage(new BuildResult("old", FakeHost.ID, "/old.qcow2", 1, Sha256.ofText("old"), true));
    start();
    recordDone("image-there");
  }

  @Test
  void flattenFailedWhileVerifyWentOn() throws Exception {
    host.faults().disturb("verify", Fault.BLOCKED);
    host.faults().fail("flatten", FailureKind.DISK_FULL);
    start();
    host.faults().awaitBlocked();
    environment.await(
        workflow, s -> s.steps().stream().anyMatch(step -> step.state() == StepState.FAILED));
    host.faults().release("verify");
    environment.await(workflow, s -> s.state() == BuildState.HELD);
    workflow.retry();
    recordDone("flatten-failed-while-verify-went-on");
  }

  @Test
  void cancelledWhileBothRun() throws Exception {
    host.faults().disturb("flatten", Fault.BLOCKED);
    host.faults().disturb("verify", Fault.BLOCKED);
    start();
    host.faults().awaitBlocked();
    host.faults().awaitBlocked();
    stub.cancel();
    recordFailed("cancelled-while-both-run");
  }

  @Test
  void deploysOrderedTargets() throws Exception {
    host.faults().fail("order", FailureKind.PLAN_UNREADABLE);
    stub.start(
        TestPlans.request(PLAN, OnFailure.HOLD)
            .deploying(List.of(TestOrders.order("attic"), TestOrders.order("shelf"))));
    recordDone("deploys-what-was-ordered");
  }

  @Test
  void onlyTheImageIsMissing() throws Exception {
    host.layers().claim("finalize");
    start();
    recordDone("only-the-image-missing");
  }

  @Test
  void heldInTwoHistories() throws Exception {
    close();
    open(RealEnvironment.suggestingNewHistoriesAfter(60));
    hold();
    String first = stub.getExecution().getRunId();
    environment.awaitOtherRun(first);
    record("continued-while-held", environment.history(first));
    environment.current().retry();
    recordDone("retried-in-a-new-history");
  }
}
