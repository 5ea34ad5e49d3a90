package io.pim.workflows.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pim.model.plan.Plan;
import io.pim.model.unit.Sha256;
import io.pim.workflows.activity.StepRef;
import io.pim.workflows.message.OnFailure;
import io.temporal.failure.ApplicationFailure;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The image of the fake host shows the order and the number of the steps that ran. */
class FakeHostTest {
  private static final Plan PLAN = TestPlans.plan("a", "b");
  private static final List<String> PROVISION =
      List.of(
          "boot", "ssh", "script:base", "script:app", "finalize", "shutdown", "flatten", "verify");

  private static StepRef ref(String step) {
    return new StepRef(TestPlans.BUILD, step);
  }

  private static FakeHost installed() {
    FakeHost host = new FakeHost();
    host.open(TestPlans.request(PLAN, OnFailure.HOLD));
    host.createDisk(ref("disk"));
    host.install(ref("install"));
    return host;
  }

  private static Sha256 image(List<String> provision) {
    FakeHost host = installed();
    for (String step : provision) {
      switch (step) {
        case "boot" -> host.boot(ref(step));
        case "ssh" -> host.waitForSsh(ref(step));
        case "finalize" -> host.finalizeSystem(ref(step));
        case "shutdown" -> host.shutDown(ref(step));
        case "flatten" -> host.flatten(ref(step));
        case "verify" -> host.verify(ref(step));
        case "stop" -> host.stopMachines(TestPlans.BUILD);
        default -> host.runScript(ref(step));
      }
    }
    return host.publish(ref("register")).sha256();
  }

  @Test
  void theSameStepsMakeTheSameImage() {
    assertEquals(image(PROVISION), image(PROVISION));
    assertEquals(
        image(PROVISION),
        image(
            List.of(
                "boot",
                "ssh",
                "script:base",
                "stop",
                "boot",
                "ssh",
                "script:app",
                "finalize",
                "shutdown",
                "flatten",
                "verify")),
        "what is not in a layer goes with the machine");
  }

  @Test
  void anotherOrderOrNumberMakesAnother() {
    for (List<String> other :
        List.of(
            List.of(
                "boot", "script:app", "script:base", "finalize", "shutdown", "flatten", "verify"),
            List.of(
                "boot",
                "script:base",
                "script:base",
                "script:app",
                "finalize",
                "shutdown",
                "flatten",
                "verify"),
            List.of("boot", "script:base", "finalize", "shutdown", "flatten", "verify"),
            List.of(
                "boot",
                "script:base",
                "script:app",
                "finalize",
                "finalize",
                "shutdown",
                "flatten",
                "verify"))) {
      assertNotEquals(image(PROVISION), image(other), other.toString());
    }
  }

  @Test
  void aStepFailsWithoutThePreviousOne() {
    for (String step : List.of("ssh", "script:base", "finalize", "shutdown")) {
      assertThrows(ApplicationFailure.class, () -> image(List.of(step)), step);
    }
    assertThrows(ApplicationFailure.class, () -> image(List.of("boot", "script:base")));
  }
}
