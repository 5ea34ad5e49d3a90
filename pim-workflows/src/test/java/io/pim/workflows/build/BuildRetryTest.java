package io.pim.workflows.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pim.model.failure.FailureKind;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.BuildSoFar;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.BuildStatus;
import io.pim.workflows.message.OnFailure;
import io.pim.workflows.message.RetryAnswer;
import io.pim.workflows.queue.TaskQueues;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A held build that a person retries, with or without an edit. */
class BuildRetryTest extends BuildWorkflowFixture {
  /** As if a retry arrived at the moment when a held build continues in a new history. */
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

  /** The host has the layers but no room on its disk; a person need not step in. */
  @Test
  void asksAnotherHostIfTheLastOneHasAFullDisk() {
    host.faults().fail("script:app", FailureKind.SCRIPT_FAILED);
    startHolding();
    await(s -> s.state() == BuildState.HELD);
    host.faults().fail("claim", FailureKind.DISK_FULL);

    workflow.retry();

    stub.getResult(BuildResult.class);
    assertEquals(3, count("claim"));
  }

  @Test
  void continuesWithTheNewPlanAfterAnEdit() {
    host.faults().fail("script:app", FailureKind.SCRIPT_FAILED);
    startHolding();
    await(s -> s.state() == BuildState.HELD);

    RetryAnswer answer =
        workflow.retryWith(TestPlans.request(TestPlans.plan("a", "fixed"), OnFailure.HOLD));

    assertEquals("script:app", answer.fromStep());
    stub.getResult(BuildResult.class);
    assertEquals(TestPlans.plan("a", "fixed").imageKey(), workflow.plan().imageKey());
  }

  @Test
  void reportsWhichEarlierStepAnEditRepeats() {
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
}
