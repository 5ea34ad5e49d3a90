package io.pim.host.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pim.model.deploy.DeployStep;
import io.pim.model.files.DeploymentFolder;
import io.pim.model.files.DeploymentId;
import io.pim.workflows.message.DeployRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The end of a deployment to a target that no longer answers. If the deployment has changed nothing
 * there, no person needs to examine it.
 */
class UntouchedTargetTest {
  @TempDir Path folder;
  private boolean answers = true;
  private TestDeployments deployments;
  private DeployRequest request;
  private DeploymentId id;

  @BeforeEach
  void prepare() throws Exception {
    TestDeployments usual = new TestDeployments(folder);
    deployments =
        new TestDeployments(
            folder,
            Map.of("type", "directory", "path", usual.target().toString()),
            (name, settings, secrets) -> {
              if (!answers) {
                throw new IllegalStateException("the target is asked");
              }
              return usual.drivers().open(name, settings, secrets);
            });
    Files.createDirectories(usual.target());
    request = deployments.deploy(1, 3);
    id = request.id();
  }

  private void requireAsked() {
    answers = false;
    assertThrows(IllegalStateException.class, () -> deployments.undo(id));
  }

  @Test
  void undoesADeploymentThatFailedAtItsCheckWithoutTheTarget() throws Exception {
    deployments.runUntil(request, DeployStep.CONVERT);
    answers = false;

    assertEquals("nothing was begun on the target", deployments.undo(id).text());
    assertEquals("nothing was begun on the target", deployments.undo(id).text(), "once more");
  }

  @Test
  void undoesWhatAStepHasBegun() throws Exception {
    deployments.runUntil(request, DeployStep.CONVERT);
    answers = false;
    assertThrows(IllegalStateException.class, () -> deployments.run(id, DeployStep.UPLOAD));

    requireAsked();
  }

  @Test
  void anUndoneDeploymentIsUntouchedUntilItsNextStep() throws Exception {
    deployments.runUntil(request, DeployStep.UPLOAD);
    deployments.undo(id);
    assertEquals("nothing was begun on the target", deployments.undo(id).text());
    deployments.runUntil(request, DeployStep.UPLOAD);

    requireAsked();
  }

  /** A deployment of an older PIM has no record of its changes. */
  @Test
  void aDeploymentWithoutTheRecordMayHaveChangedItsTarget() throws Exception {
    deployments.runUntil(request, DeployStep.CONVERT);
    DeploymentFolder of = deployments.folders().deployment(id);
    Files.delete(of.facts("touched"));

    requireAsked();
    answers = true;
    deployments.life().open(request, TestDeployments.SERVICE);
    requireAsked();
    assertEquals(List.of(id), deployments.deployments().unclosed());
  }
}
