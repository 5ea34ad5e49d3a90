package io.pim.host.deploy.oci;

import static io.pim.host.deploy.TestDeployments.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.FailureKind;
import io.pim.tools.oci.DockerRegistry;
import io.pim.workflows.activity.DeployNote;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several deployments of one profile and architecture. */
@Timeout(180)
class OciLineTest extends OciFixture {
  @Test
  void replacesDeploymentsAndRollsBack() throws Exception {
    start(false);
    for (int day = 1; day <= 3; day++) {
      deployments.runAll(deployments.deploy(day, 2));
    }
    assertEquals(tags(2, 3), tags());
    assertEquals(id(3).text(), current());
    assertEquals(Optional.of(id(2)), deployments.registry().find(id(3)).orElseThrow().previous());

    deployments.runAll(deployments.rollback(4, 2));

    assertEquals(id(2).text(), current());
    deployments.runAll(deployments.remove(5, 1));
    assertEquals(tags(2), tags(), "the current one stays");
    assertEquals(
        FailureKind.TARGET_REFUSED,
        failure(deployments.rollback(6, 3), DeployStep.SWITCH).kind(),
        "deployment 3 no longer exists");
    deployments.runAll(deployments.remove(7, 0));
    assertEquals(Set.of(), tags());
  }

  @Test
  void keepsADeploymentWithAnotherTag() throws Exception {
    start(false);
    deployments.runAll(deployments.deploy(1, 1));
    repository.put("golden", repository.manifest(id(1).text()).orElseThrow());

    deployments.runAll(deployments.deploy(2, 1));

    assertTrue(tags().containsAll(tags(1, 2)), "" + tags());
    assertTrue(tags().contains("golden"));
  }

  @Test
  void reportsThatOlderDeploymentsStayWithoutTheRightToDelete() throws Exception {
    start(false, DockerRegistry.Feature.NO_DELETION);
    deployments.runAll(deployments.deploy(1, 1));

    runUntil(deployments.deploy(2, 1), DeployStep.RECORD);
    DeployNote note = deployments.run(id(2), DeployStep.PRUNE);

    assertTrue(note.text().contains("does not allow deletion"), note.text());
    assertEquals(tags(1, 2), tags());
    assertEquals(
        FailureKind.TARGET_REFUSED, failure(deployments.remove(3, 1), DeployStep.PRUNE).kind());
  }
}
