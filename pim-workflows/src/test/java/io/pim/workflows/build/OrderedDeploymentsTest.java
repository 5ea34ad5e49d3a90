package io.pim.workflows.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.FailureKind;
import io.pim.model.files.DeploymentId;
import io.pim.model.unit.Sha256;
import io.pim.workflows.deploy.DeployWorkflow;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.DeployOrder;
import io.pim.workflows.message.DeployStart;
import io.pim.workflows.message.OnFailure;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowStub;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deployments that are ordered with a build; time is skipped. */
class OrderedDeploymentsTest {
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

  private static BuildRequest request(String... targets) {
    List<DeployOrder> orders = Stream.of(targets).map(TestOrders::order).toList();
    return TestPlans.request(TestPlans.plan("a", "b"), OnFailure.HOLD).deploying(orders);
  }

  private BuildResult run(String... targets) {
    stub.start(request(targets));
    return stub.getResult(BuildResult.class);
  }

  /** Fails unless the deployment runs. */
  private DeployWorkflow running(DeployStart start) {
    DeployWorkflow deployment = environment.deployment(start.id().orElseThrow().workflowId());
    assertEquals(start.target(), deployment.plan().target());
    return deployment;
  }

  /** The deployment may have ended already: no host serves it, and the environment skips time. */
  private static void abort(DeployWorkflow deployment) {
    try {
      deployment.abort();
    } catch (WorkflowNotFoundException e) {
      // Nothing is left to abort.
    }
  }

  private static List<String> targets(BuildResult result) {
    return result.deployments().stream()
        .flatMap(start -> start.id().stream())
        .map(DeploymentId::target)
        .toList();
  }

  @Test
  void startOnceTheImageIsRegisteredAndOutliveTheBuild() {
    BuildResult result = run("shelf", "attic");

    assertEquals(List.of("shelf", "attic"), targets(result));
    List<String> calls = host.calls();
    assertEquals(
        List.of("cleanUp", "order", "order"), calls.subList(calls.size() - 3, calls.size()));
    assertEquals(Optional.of(result), workflow.status().result());
    result.deployments().forEach(start -> abort(running(start)));
  }

  @Test
  void startEvenIfTheImageAlreadyExists() {
    host.hasImage(new BuildResult("old", FakeHost.ID, "/old.qcow2", 1, Sha256.ofText("old"), true));

    BuildResult result = run("shelf");

    assertTrue(result.reused());
    DeployWorkflow deployment = running(result.deployments().get(0));
    assertEquals("old", deployment.plan().image().name());
    abort(deployment);
  }

  @Test
  void reportsABusyTarget() {
    DeployStart first = run("shelf").deployments().get(0);
    workflow = environment.newBuild();
    stub = WorkflowStub.fromTyped(workflow);

    BuildResult result = run("shelf", "attic");

    assertEquals(List.of("attic"), targets(result));
    assertEquals(
        DeployStart.not("shelf", "another deployment of web to it has not ended"),
        result.deployments().get(0));
    abort(running(first));
    abort(running(result.deployments().get(1)));
  }

  @Test
  void reportsAFailedOrderAndCompletesTheBuild() {
    host.faults().fail("order", FailureKind.PLAN_UNREADABLE);

    BuildResult result = run("shelf", "attic");

    assertEquals(List.of("attic"), targets(result));
    assertTrue(result.deployments().get(0).problem().length() > 5, result.toString());
    assertEquals(BuildState.DONE, workflow.status().state());
    abort(running(result.deployments().get(1)));
  }

  @Test
  void aWorkerThatDiesStartsNothingTwice() {
    host.faults().disturb("order", Fault.SILENT);

    BuildResult result = run("shelf");

    assertEquals(List.of("shelf"), targets(result));
    assertEquals(2, host.count("order"));
    abort(running(result.deployments().get(0)));
  }

  @Test
  void aRetryWithAnotherPlanKeepsThem() {
    host.faults().fail("script:app", FailureKind.SCRIPT_FAILED);
    stub.start(request("shelf"));
    environment.await(workflow, s -> s.state() == BuildState.HELD);

    workflow.retryWith(TestPlans.request(TestPlans.plan("edited", "b"), OnFailure.HOLD));

    BuildResult result = stub.getResult(BuildResult.class);
    assertEquals(List.of("shelf"), targets(result));
    abort(running(result.deployments().get(0)));
  }

  @Test
  void aCancelledBuildStartsNone() throws Exception {
    host.faults().disturb("order", Fault.BLOCKED);
    stub.start(request("shelf"));
    host.faults().awaitBlocked();

    stub.cancel();

    assertThrows(WorkflowFailedException.class, () -> stub.getResult(BuildResult.class));
    assertEquals(BuildState.CANCELED, workflow.status().state());
  }
}
