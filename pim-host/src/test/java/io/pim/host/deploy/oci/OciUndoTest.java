package io.pim.host.deploy.oci;

import static io.pim.host.deploy.TestDeployments.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.build.StepReporter;
import io.pim.host.deploy.TestDeployments;
import io.pim.model.deploy.DeployStep;
import io.pim.workflows.activity.DeployNote;
import io.pim.workflows.message.DeployRequest;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Deployments that are undone, or whose worker is killed. */
@Timeout(180)
class OciUndoTest extends OciFixture {
  /** Each step runs twice, as after a worker that was killed before it could answer. */
  @Test
  void runsEachStepTwice() throws Exception {
    start(true);
    deployments.runAll(deployments.deploy(1, 1));
    DeployRequest request = deployments.deploy(2, 1);
    deployments.life().open(request, TestDeployments.SERVICE);
    for (DeployStep step : request.plan().steps()) {
      deployments.run(request.id(), step);
      deployments.run(request.id(), step);
    }

    assertEquals(id(2).text(), current());
    assertEquals(tags(2), tags());
    assertEquals(Optional.of(id(1)), deployments.registry().find(id(2)).orElseThrow().previous());
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Kills the worker when half of the image is sent. */
  private static final StepReporter KILLER =
      new StepReporter() {
        @Override
        public void line(String line) {}

        @Override
        public void fraction(double fraction, String line) {
          if (line.equals("uploading") && fraction > 0.4) {
            throw new Killed();
          }
        }
      };

  @Test
  void continuesAnInterruptedUpload() throws Exception {
    start(true);
    DeployRequest request = deployments.deploy(1, 3);
    deployments.life().open(request, TestDeployments.SERVICE);
    assertThrows(Killed.class, () -> deployments.run(request.id(), DeployStep.UPLOAD, KILLER));

    for (DeployStep step : request.plan().steps()) {
      deployments.run(request.id(), step);
    }

    String log = Files.readString(deployments.folders().deployment(id(1)).log());
    assertTrue(log.contains("continued after " + 2 * CHUNK + " bytes"), log);
    assertEquals(id(1).text(), current());
  }

  @Test
  void restoresTheTargetAfterEachStep() throws Exception {
    start(false);
    deployments.runAll(deployments.deploy(1, 3));
    for (DeployStep last :
        List.of(DeployStep.UPLOAD, DeployStep.CREATE, DeployStep.SWITCH, DeployStep.RECORD)) {
      runUntil(deployments.deploy(2, 3), last);

      deployments.undo(id(2));

      assertEquals(tags(1), tags(), "" + last);
      assertEquals(id(1).text(), current(), "" + last);
      assertTrue(deployments.registry().find(id(2)).isEmpty());
    }
  }

  @Test
  void leavesNothingOfAFirstDeployment() throws Exception {
    start(false);
    runUntil(deployments.deploy(1, 3), DeployStep.SWITCH);

    DeployNote note = deployments.undo(id(1));

    assertEquals(List.of("removed deployment " + id(1)), note.removed());
    assertEquals(Set.of(), tags());
    assertEquals(List.of(), deployments.undo(id(1)).removed(), "once more");
  }

  /** As if the state folder were lost. */
  @Test
  void undoesADeploymentWithoutFacts() throws Exception {
    start(false);
    deployments.runAll(deployments.deploy(1, 3));
    DeployRequest request = deployments.deploy(2, 3);
    runUntil(request, DeployStep.SWITCH);
    deployments.life().close(request.id());
    deployments.life().open(request, TestDeployments.SERVICE);

    deployments.undo(id(2));

    assertEquals(tags(1), tags());
    assertEquals(id(1).text(), current());
  }
}
