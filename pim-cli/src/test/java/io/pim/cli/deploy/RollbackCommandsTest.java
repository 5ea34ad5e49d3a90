package io.pim.cli.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.testing.PimHome.Ran;
import io.pim.model.deploy.DeployAct;
import io.pim.model.files.DeploymentId;
import io.pim.model.registry.Deployments;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Earlier deployments: a person switches back to them, or removes them. */
@Timeout(300)
class RollbackCommandsTest extends DeployCommandsFixture {
  @Test
  void rollsBackToThePreviousDeployment() throws Exception {
    recordBoth();
    Ran ran = pim.run("deploy", "rollback", "shelf", "web");
    assertEquals(0, ran.status(), ran.err());
    assertEquals(DeployAct.ROLLBACK, plan().act());
    assertEquals(
        Optional.of(DeploymentId.of("web-x86_64-to-shelf-20261120-110000")), plan().rollbackTo());
    assertEquals(OLD.text(), plan().image().name());
  }

  @Test
  void switchesToAnyExistingDeployment() throws Exception {
    recordBoth();
    new Deployments(pim.folders).switchTo(DeploymentId.of("web-x86_64-to-shelf-20261120-110000"));
    String newer = "web-x86_64-to-shelf-20261122-110000";
    assertEquals(0, pim.run("deploy", "rollback", "shelf", "web", "--to", newer).status());
    assertEquals(Optional.of(DeploymentId.of(newer)), plan().rollbackTo());
    assertEquals(NEW.text(), plan().image().name());
    Ran current =
        pim.run(
            "deploy", "rollback", "shelf", "web", "--to", "web-x86_64-to-shelf-20261120-110000");
    assertEquals(2, current.status());
    assertTrue(current.err().contains("(the current one)"), current.err());
  }

  @Test
  void refusesARollbackToNothing() throws Exception {
    Ran nothing = pim.run("deploy", "rollback", "shelf", "web");
    assertEquals(2, nothing.status());
    assertTrue(nothing.err().contains("Nothing of profile web is deployed"), nothing.err());
    recordBoth();
    new Deployments(pim.folders)
        .keepOnly(
            DeploymentId.of("web-x86_64-to-shelf-20261122-110000"),
            Set.of(DeploymentId.of("web-x86_64-to-shelf-20261122-110000")));
    Ran only = pim.run("deploy", "rollback", "shelf", "web");
    assertEquals(1, only.status());
    assertTrue(only.err().contains("no earlier deployment of web on shelf"), only.err());
  }

  @Test
  void removesAllButTheNewest() throws Exception {
    recordBoth();
    Ran ran = pim.run("deploy", "rm", "shelf", "web", "--keep", "1");
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().contains("removed an old deployment"), ran.out());
    assertEquals(DeployAct.REMOVE, plan().act());
    assertEquals(1, plan().keep());
    assertEquals(2, pim.run("deploy", "rm", "shelf", "web").status());
  }
}
