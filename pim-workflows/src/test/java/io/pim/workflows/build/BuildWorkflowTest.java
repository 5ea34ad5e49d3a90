package io.pim.workflows.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.FailureKind;
import io.pim.model.unit.Sha256;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.BuildStatus;
import io.pim.workflows.message.OnFailure;
import io.pim.workflows.message.StepState;
import io.temporal.client.WorkflowFailedException;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The order of a build, its host, and its end. */
class BuildWorkflowTest extends BuildWorkflowFixture {
  private static final List<String> INSTALL = List.of("iso", "disk", "install");

  private static final List<String> PROVISION =
      List.of("boot", "ssh", "script:base", "script:app", "finalize", "shutdown");

  private static final List<String> IMAGE =
      List.of("flatten", "verify", "publish", "register", "cleanUp");

  /** Sorts steps that ran at the same time by the plan's order, because either may start first. */
  private List<String> calls() {
    List<String> calls = new ArrayList<>(host.calls());
    int verify = calls.indexOf("verify");
    if (verify + 1 == calls.indexOf("flatten")) {
      Collections.swap(calls, verify, verify + 1);
    }
    return calls;
  }

  private static List<String> concat(List<?>... parts) {
    return Arrays.stream(parts).flatMap(List::stream).map(Object::toString).toList();
  }

  @Test
  void runsTheStepsInTheOrderOfThePlan() {
    BuildResult result = run();

    assertEquals(concat(List.of("claim", "open", "look"), INSTALL, PROVISION, IMAGE), calls());
    assertEquals(TestPlans.BUILD.text(), result.image());
    assertFalse(result.reused());
    BuildStatus status = workflow.status();
    assertEquals(BuildState.DONE, status.state());
    assertTrue(status.steps().stream().allMatch(s -> s.state() == StepState.DONE), "" + status);
  }

  @Test
  void doesNothingIfTheImageExists() {
    BuildResult there =
        new BuildResult("old", FakeHost.ID, "/old.qcow2", 1, Sha256.ofText("old"), true);
    host.hasImage(there);

    assertEquals(there, run());
    assertEquals(List.of("claim", "open", "look", "cleanUp"), host.calls());
  }

  @Test
  void asksThePreferredHostFirst() {
    stub.start(
        TestPlans.request(TestPlans.plan("a", "b"), OnFailure.HOLD)
            .askingFirst(Optional.of(environment.other().id())));

    assertEquals(environment.other().id(), stub.getResult(BuildResult.class).host());
    assertFalse(host.calls().contains("claim"), "" + host.calls());
  }

  /** A plan that names its host is for no other host. */
  @Test
  void asksOnlyTheHostThatThePlanNames() {
    stub.start(
        TestPlans.request(TestPlans.on(TestPlans.plan("a", "b"), host.id()), OnFailure.HOLD)
            .askingFirst(Optional.of(environment.other().id())));

    assertEquals(host.id(), stub.getResult(BuildResult.class).host());
  }

  @Test
  void continuesFromTheNewestLayer() {
    host.layers().claim("script:base");

    run();

    assertEquals(
        concat(
            List.of("claim", "open", "look", "boot", "ssh", "script:app"),
            List.of("finalize", "shutdown"),
            IMAGE),
        calls());
    assertEquals(StepState.CACHED, stateOf("install"));
    assertEquals(StepState.CACHED, stateOf("script:base"));
    assertEquals(StepState.SKIPPED, stateOf("iso"));
    assertEquals(StepState.DONE, stateOf("script:app"));
  }

  @Test
  void bootsNothingIfOnlyTheImageIsMissing() {
    host.layers().claim("finalize");

    run();

    assertEquals(concat(List.of("claim", "open", "look"), IMAGE), calls());
  }

  private StepState stateOf(String step) {
    return workflow.status().steps().stream()
        .filter(s -> s.name().equals(step))
        .findFirst()
        .orElseThrow()
        .state();
  }

  @Test
  void failsAtOnceForCi() {
    host.faults().fail("verify", FailureKind.VERIFY_FAILED);

    stub.start(TestPlans.request(TestPlans.plan("a", "b"), OnFailure.FAIL));

    WorkflowFailedException failed =
        assertThrows(WorkflowFailedException.class, () -> stub.getResult(BuildResult.class));

    ApplicationFailure cause = assertInstanceOf(ApplicationFailure.class, failed.getCause());
    assertEquals(FailureKind.VERIFY_FAILED.name(), cause.getType());
    assertEquals("cleanUp", host.calls().get(host.calls().size() - 1));
    assertEquals(BuildState.FAILED, workflow.status().state());
  }

  @Test
  void cleansUpAHeldBuildThatIsCancelled() {
    host.faults().fail("install", FailureKind.INSTALL_FAILED);
    startHolding();
    await(s -> s.state() == BuildState.HELD);

    stub.cancel();

    WorkflowFailedException failed =
        assertThrows(WorkflowFailedException.class, () -> stub.getResult(BuildResult.class));
    assertInstanceOf(CanceledFailure.class, failed.getCause());
    assertEquals("cleanUp", host.calls().get(host.calls().size() - 1));
    assertEquals(BuildState.CANCELED, workflow.status().state());
  }
}
