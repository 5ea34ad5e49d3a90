package io.pim.workflows.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.deploy.DeployAct;
import io.pim.model.failure.FailureKind;
import io.pim.workflows.build.Fault;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.DeployResult;
import io.pim.workflows.message.DeployStatus;
import io.pim.workflows.message.OnFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A deployment whose host or worker is lost. */
class DeployHostLossTest extends DeployWorkflowFixture {
  @Test
  void failsWithALostHostIfItMustNotBeHeld() {
    target.faults().fail("create", FailureKind.HOST_LOST);
    stub.start(DeployRequests.request(DeployAct.DEPLOY, OnFailure.FAIL));

    assertEquals(FailureKind.HOST_LOST.name(), requireFailed().getType());
  }

  @Test
  void waitsForALostHost() throws Exception {
    target.faults().fail("create", FailureKind.HOST_LOST);
    stub.start(DeployRequests.holding());
    stub.getResult(DeployResult.class);

    assertEquals(2, target.count("open"), "asked whether it is back");
    assertEquals(1, target.count("upload"));
    assertEquals(2, target.count("create"));
  }

  @Test
  void reportsThatItWaitsForALostHost() throws Exception {
    target.faults().disturb("upload", Fault.BLOCKED);
    stub.start(DeployRequests.holding());
    target.faults().awaitBlocked();
    target.faults().fail("create", FailureKind.HOST_LOST);
    target.faults().disturb("open", Fault.BLOCKED);
    target.faults().release("upload");
    target.faults().awaitBlocked();

    DeployStatus waiting = workflow.status();

    assertEquals(BuildState.WAITING, waiting.state());
    assertTrue(
        waiting.steps().stream()
            .anyMatch(s -> s.note().startsWith("waiting for host host1, which does not answer")),
        waiting.toString());
    target.faults().release("open");
    stub.getResult(DeployResult.class);
    assertTrue(target.hasIt());
  }

  /** The worker's heartbeats stop, and the next worker gets the step again. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "open", "resolve", "check", "convert", "upload", "create", "try", "switch", "record",
        "prune", "close"
      })
  void continuesAfterAWorkerDies(String step) {
    target.faults().disturb(step, Fault.SILENT);
    stub.start(DeployRequests.holding());

    stub.getResult(DeployResult.class);

    assertTrue(target.hasIt());
    assertEquals(2, target.count(step));
  }
}
