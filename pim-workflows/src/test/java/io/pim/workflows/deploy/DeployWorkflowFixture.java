package io.pim.workflows.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.FailureKind;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.DeployResult;
import io.pim.workflows.message.DeployStatus;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** One deployment to a fake target; time is skipped. */
abstract class DeployWorkflowFixture {
  static final String[] ALL = {
    "resolve", "check", "convert", "upload", "create", "try", "switch", "record", "prune"
  };

  DeployEnvironment environment;
  FakeTarget target;
  DeployWorkflow workflow;
  WorkflowStub stub;

  @BeforeEach
  void start() {
    environment = new DeployEnvironment();
    target = environment.target();
    workflow = environment.newDeployment();
    stub = WorkflowStub.fromTyped(workflow);
  }

  @AfterEach
  void stop() {
    environment.close();
  }

  DeployStatus await(Predicate<DeployStatus> wanted) {
    return environment.await(workflow, wanted);
  }

  DeployStatus holdAt(String step) {
    target.faults().fail(step, FailureKind.TARGET_REFUSED);
    stub.start(DeployRequests.holding());
    return await(s -> s.state() == BuildState.HELD);
  }

  ApplicationFailure requireFailed() {
    WorkflowFailedException failed =
        assertThrows(WorkflowFailedException.class, () -> stub.getResult(DeployResult.class));
    return assertInstanceOf(ApplicationFailure.class, failed.getCause());
  }

  void requireCancelled() {
    WorkflowFailedException failed =
        assertThrows(WorkflowFailedException.class, () -> stub.getResult(DeployResult.class));
    assertInstanceOf(CanceledFailure.class, failed.getCause());
    assertEquals(BuildState.CANCELED, workflow.status().state());
  }

  /** A recorded deployment stays; one that is not recorded leaves nothing. */
  void requireAllOrNothing(String endedAt) {
    DeployStatus status = workflow.status();
    if (endedAt.equals("prune")) {
      assertTrue(target.hasIt());
      assertTrue(status.result().isPresent());
      assertEquals(0, target.count("undo"));
    } else {
      assertTrue(target.isUntouched(), "left after " + endedAt);
      assertEquals(Optional.empty(), status.result());
      boolean made = List.of(ALL).indexOf(endedAt) >= List.of(ALL).indexOf("upload");
      assertEquals(made ? List.of("deployment " + DeployRequests.ID) : List.of(), status.removed());
    }
    assertEquals(List.of(), status.left());
    assertTrue(target.isClosed());
  }
}
