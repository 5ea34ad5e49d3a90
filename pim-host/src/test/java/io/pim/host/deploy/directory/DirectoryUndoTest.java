package io.pim.host.deploy.directory;

import static io.pim.host.deploy.TestDeployments.id;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.host.deploy.TestDeployments;
import io.pim.model.deploy.DeployStep;
import io.pim.model.files.DeploymentId;
import io.pim.model.registry.DeploymentEntry;
import io.pim.workflows.activity.DeployNote;
import io.pim.workflows.message.DeployRequest;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Undoes deployments after each of their steps. */
class DirectoryUndoTest extends DirectoryFixture {
  /** For each step, all steps up to it. */
  static Stream<DeployStep> untilRecorded() {
    return Stream.of(
        DeployStep.RESOLVE,
        DeployStep.CHECK,
        DeployStep.UPLOAD,
        DeployStep.CREATE,
        DeployStep.SWITCH,
        DeployStep.RECORD);
  }

  @ParameterizedTest
  @MethodSource("untilRecorded")
  void restoresTheTargetAfterEachStep(DeployStep last) throws Exception {
    deployments.runAll(deployments.deploy(1, 3));
    Map<String, String> before = deployments.tree();
    Map<DeploymentId, DeploymentEntry.State> registeredBefore = registered();
    deployments.runUntil(deployments.deploy(2, 3), last);

    DeployNote undone = deployments.undo(id(2));

    assertEquals(before, deployments.tree());
    assertEquals(registeredBefore, registered());
    boolean made = last.compareTo(DeployStep.UPLOAD) >= 0;
    assertEquals(made, undone.removed().contains("removed deployment " + id(2)), "" + undone);
    assertEquals(List.of(), deployments.undo(id(2)).removed(), "once more");
    assertEquals(before, deployments.tree());
  }

  @ParameterizedTest
  @MethodSource("untilRecorded")
  void leavesNothingOfAFirstDeployment(DeployStep last) throws Exception {
    Map<String, String> before = deployments.tree();
    deployments.runUntil(deployments.deploy(1, 3), last);

    deployments.undo(id(1));

    assertEquals(before, deployments.tree());
    assertEquals(Map.of(), registered());
  }

  /** As if the state folder were lost. */
  @Test
  void undoesADeploymentWithoutFacts() throws Exception {
    deployments.runAll(deployments.deploy(1, 3));
    Map<String, String> before = deployments.tree();
    DeployRequest request = deployments.deploy(2, 3);
    deployments.runUntil(request, DeployStep.SWITCH);
    deployments.life().close(request.id());
    deployments.life().open(request, TestDeployments.SERVICE);

    deployments.undo(id(2));

    assertEquals(before, deployments.tree());
  }

  @Test
  void undoesARollback() throws Exception {
    deployments.runAll(deployments.deploy(1, 3));
    deployments.runAll(deployments.deploy(2, 3));
    Map<String, String> before = deployments.tree();
    Map<DeploymentId, DeploymentEntry.State> registeredBefore = registered();
    deployments.runUntil(deployments.rollback(3, 1), DeployStep.RECORD);
    assertEquals(id(1).text(), current());

    deployments.undo(id(3));

    assertEquals(before, deployments.tree());
    assertEquals(registeredBefore, registered());
  }
}
