package io.pim.workflows.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.plan.Plan;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.BuildStatus;
import io.temporal.client.WorkflowFailedException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The effect of failed steps: repeats, set-backs to the newest layer, and holds. */
class SetBackTest extends BuildWorkflowFixture {
  @ParameterizedTest
  @EnumSource(FailureKind.class)
  void appliesTheRemedyOfEveryKindOfFailure(FailureKind kind) {
    host.faults().fail("script:app", kind);
    startHolding();

    switch (kind.remedy()) {
      case REPEAT_STEP -> {
        stub.getResult(BuildResult.class);
        assertEquals(1, count("boot"));
        assertEquals(2, count("script:app"));
      }
      case NEWEST_LAYER -> {
        stub.getResult(BuildResult.class);
        assertEquals(2, count("boot"));
        assertEquals(2, count("look"));
      }
      case PERSON -> {
        BuildStatus held = await(s -> s.state() == BuildState.HELD);
        assertEquals("script:app", held.step());
        assertEquals(kind, held.failure().orElseThrow().kind());
        assertEquals(List.of("boom"), held.failure().orElseThrow().lastLines());
        assertEquals(1, count("release"));
        workflow.retry();
        stub.getResult(BuildResult.class);
        assertEquals(2, count("claim"));
        assertEquals(2, count("script:app"));
      }
    }
    assertEquals(BuildState.DONE, workflow.status().state());
    assertEquals("cleanUp", host.calls().get(host.calls().size() - 1));
  }

  /** Otherwise it would never end: each attempt gets a little further, and never to a layer. */
  @Test
  void holdsWhenChangingStepsAreSetBackTooOften() {
    FailureKind lost = FailureKind.VM_LOST;
    host.faults().fail("boot", lost, lost, lost);
    host.faults().disturb("ssh", Fault.of(lost), Fault.of(lost), Fault.of(lost));
    startHolding();

    BuildStatus held = await(s -> s.state() == BuildState.HELD || s.state() == BuildState.DONE);

    assertEquals(BuildState.HELD, held.state());
    assertEquals(3, count("stopMachines"));
    FailureReport report = held.failure().orElseThrow();
    assertTrue(report.why().startsWith("The build has failed 4 times"), report.why());
    assertTrue(report.todo().endsWith("pim build retry"), report.todo());
    workflow.abort();
  }

  @Test
  void restartsTheCountOfSetBacksAfterEachNewLayer() {
    FailureKind lost = FailureKind.VM_LOST;
    host.faults().fail("install", lost, lost, lost);
    host.faults().fail("script:base", lost, lost, lost);
    host.faults().fail("script:app", lost, lost, lost);
    host.faults().fail("shutdown", lost, lost, lost);
    host.faults().fail("verify", lost, lost, lost);

    run();

    assertEquals(15, count("stopMachines"));
  }

  /** A host that keeps losing its layers makes them again and again, without progress. */
  @Test
  void aLayerMadeAgainIsNoProgress() {
    FailureKind damaged = FailureKind.LAYER_DAMAGED;
    host.faults().fail("script:app", damaged, damaged, damaged, damaged);
    startHolding();
    Plan plan = TestPlans.plan("a", "b");
    host.layers().loseWhenSetBack(plan.step("script:base").orElseThrow().requiredKey());

    BuildStatus held = await(s -> s.state() == BuildState.HELD || s.state() == BuildState.DONE);

    assertEquals(BuildState.HELD, held.state());
    assertEquals(4, count("script:base"));
    workflow.abort();
  }

  @Test
  void holdsWhenTheSameStepIsSetBackTooOften() {
    FailureKind lost = FailureKind.VM_LOST;
    host.faults().fail("ssh", lost, lost, lost, lost);
    startHolding();

    BuildStatus held = await(s -> s.state() == BuildState.HELD);

    assertEquals(4, count("ssh"));
    assertEquals(lost, held.failure().orElseThrow().kind());
    workflow.abort();
    assertThrows(WorkflowFailedException.class, () -> stub.getResult(BuildResult.class));
  }
}
