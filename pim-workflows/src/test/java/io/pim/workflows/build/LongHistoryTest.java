package io.pim.workflows.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.FailureKind;
import io.pim.model.plan.Plan;
import io.pim.model.secret.SealedBlob;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.BuildStatus;
import io.pim.workflows.message.OnFailure;
import io.pim.workflows.message.RetryAnswer;
import io.pim.workflows.visibility.BuildAttributes;
import io.pim.workflows.visibility.BuildDetails;
import io.temporal.api.sdk.v1.WorkflowMetadata;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Builds that are held and retried too often for one history, on a real server. */
@Tag("temporal")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class LongHistoryTest {
  private static final Plan PLAN = TestPlans.plan("a", "b");

  /** Fewer than a build has when a script fails, even at the second attempt. */
  private static final int EVENTS = 40;

  /** A request of the maximum size, see ContentsSize. */
  private static final int MOST_BYTES = 1_500_000;

  private RealEnvironment environment;
  private FakeHost host;
  private BuildWorkflow workflow;
  private WorkflowStub stub;

  @BeforeEach
  void open() {
    environment = RealEnvironment.suggestingNewHistoriesAfter(EVENTS);
    host = environment.host();
    workflow = environment.newBuild();
    stub = WorkflowStub.fromTyped(workflow);
  }

  @AfterEach
  void close() {
    environment.close();
  }

  private void startAndHold() {
    host.faults().fail("script:app", FailureKind.SCRIPT_FAILED);
    stub.start(TestPlans.request(PLAN, OnFailure.HOLD));
    environment.awaitOtherRun(stub.getExecution().getRunId());
  }

  @Test
  void keepsTheStateOfAHeldBuildInItsNewHistory() {
    startAndHold();

    BuildStatus held = environment.current().status();

    assertEquals("script:app", held.step());
    assertEquals(FailureKind.SCRIPT_FAILED, held.failure().orElseThrow().kind());
    assertEquals(host.id(), held.host());
    assertEquals(stub.query("status", BuildStatus.class), held, "as the ended run saw it");
    assertEquals(PLAN, environment.current().plan());
    DescribeWorkflowExecutionResponse described = environment.describe();
    assertTrue(
        described
            .getWorkflowExecutionInfo()
            .getMemo()
            .containsFields(BuildAttributes.BUILD_ID_MEMO));
    String attributes = described.getWorkflowExecutionInfo().getSearchAttributes().toString();
    assertTrue(attributes.contains("HELD") && attributes.contains(host.id()), attributes);
    // Temporal does not copy the static summary; the details are then the Web UI's title.
    String details =
        WorkflowStub.fromTyped(environment.current())
            .query("__temporal_workflow_metadata", WorkflowMetadata.class)
            .getCurrentDetails();
    assertEquals(BuildDetails.render(held), details);
  }

  @Test
  void acceptsARetryInTheNewHistory() {
    startAndHold();

    RetryAnswer answer =
        environment
            .current()
            .retryWith(TestPlans.request(TestPlans.plan("a", "fixed"), OnFailure.HOLD));

    assertEquals("script:app", answer.fromStep());
    assertEquals(host.id(), stub.getResult(BuildResult.class).host());
    assertEquals(1, host.count("install"), "its layers are still known");
    assertEquals(2, host.count("open"), "an edited plan is sent");
    assertTrue(
        environment
            .current()
            .status()
            .startedAt()
            .isBefore(environment.current().status().steps().get(0).startedAt().orElseThrow()));
  }

  /** Whichever run receives it: the one about to end, the next one, or the moment in between. */
  @Test
  void neverLosesARetry() {
    host.faults().fail("script:app", FailureKind.SCRIPT_FAILED);
    stub.start(TestPlans.request(PLAN, OnFailure.HOLD));
    BuildRequest fixed = TestPlans.request(TestPlans.plan("a", "fixed"), OnFailure.HOLD);

    boolean taken = false;
    while (!taken) {
      try {
        taken = environment.current().retryWith(fixed).fromStep().equals("script:app");
      } catch (WorkflowException refused) {
        // The build is not held yet, or the run has ended.
      }
    }

    stub.getResult(BuildResult.class);
    assertEquals(fixed.plan(), environment.current().plan());
  }

  @Test
  void acceptsSignalsOfTheWebUiInTheNewHistory() {
    startAndHold();

    environment.current().retry();

    stub.getResult(BuildResult.class);
    assertEquals(1, host.count("open"), "the host has the plan");
  }

  @Test
  void abortsInTheNewHistory() {
    startAndHold();

    environment.current().abort();

    WorkflowFailedException failed =
        assertThrows(WorkflowFailedException.class, () -> stub.getResult(BuildResult.class));
    ApplicationFailure cause = assertInstanceOf(ApplicationFailure.class, failed.getCause());
    assertEquals(FailureKind.SCRIPT_FAILED.name(), cause.getType());
    assertEquals(1, host.count("cleanUp"));
  }

  @Test
  void cancelsInTheNewHistory() {
    startAndHold();

    WorkflowStub.fromTyped(environment.current()).cancel();

    WorkflowFailedException failed =
        assertThrows(WorkflowFailedException.class, () -> stub.getResult(BuildResult.class));
    assertInstanceOf(CanceledFailure.class, failed.getCause());
    assertFalse(host.isClaimed());
  }

  /** The build keeps its slot, and the count of set-backs continues. */
  @Test
  void keepsPlaceAndCountOfABuildThatIsSetBack() {
    FailureKind lost = FailureKind.VM_LOST;
    host.faults().fail("script:app", lost, lost, lost, lost);
    stub.start(TestPlans.request(PLAN, OnFailure.HOLD));

    environment.await(environment.current(), s -> s.state() == BuildState.HELD);

    assertEquals(4, host.count("script:app"));
    assertEquals(1, host.count("claim"));
    assertNotEquals(stub.getExecution().getRunId(), environment.currentRun());
    environment.current().abort();
  }

  /** Temporal ends a workflow whose history exceeds 50 MB; each run starts with its request. */
  @Test
  void limitsTheHistoryOfTheLargestPlan() {
    BuildRequest small = TestPlans.request(PLAN, OnFailure.HOLD);
    BuildRequest request =
        new BuildRequest(
            small.buildId(), PLAN, SealedBlob.of("A".repeat(MOST_BYTES)), false, OnFailure.HOLD);
    host.faults().disturbAlways("script:app", Fault.of(FailureKind.SCRIPT_FAILED));
    stub.start(request);
    String run = "";
    for (int retries = 0; retries < 6; retries++) {
      environment.awaitOtherRun(run);
      run = environment.currentRun();
      if (retries % 2 == 0) {
        environment.current().retry();
      } else {
        environment.current().retryWith(request);
      }
      environment.await(environment.current(), s -> s.state() != BuildState.HELD);
      long bytes = environment.historyBytes(run);
      assertTrue(bytes < 4 * MOST_BYTES, "a history has " + bytes + " bytes");
    }
    assertEquals(1, host.count("open"), "it was sent once");
  }
}
