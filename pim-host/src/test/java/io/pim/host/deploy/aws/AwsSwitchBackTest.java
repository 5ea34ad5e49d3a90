package io.pim.host.deploy.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployStep;
import io.pim.tools.aws.fake.Ami;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Undoes a switch of AMIs. */
class AwsSwitchBackTest extends AwsFixture {
  private static final String FIRST = "developer-x86_64-20261127-100100";

  @BeforeEach
  void deployFirst() throws Exception {
    deployments.deploy(1);
  }

  private List<String> current() {
    return fake.cloud().region(AwsDeployments.REGION).images().stream()
        .filter(ami -> ami.tags().containsKey("pim:current"))
        .map(Ami::name)
        .toList();
  }

  private void deployUpToTheSwitch(int number) throws Exception {
    for (DeployStep step : List.of(DeployStep.UPLOAD, DeployStep.CREATE, DeployStep.SWITCH)) {
      deployments.run(number, step);
    }
  }

  private Path facts(int number) throws Exception {
    return deployments.context(number, DeployStep.SWITCH).folder().facts("switch");
  }

  @Test
  void switchesBackToTheNewestIfTheFactsAreLost() throws Exception {
    deployUpToTheSwitch(2);
    Files.delete(facts(2));
    deployments.undo(2);
    assertEquals(List.of(FIRST), current());
  }

  @Test
  void switchesBackToTheNewestIfThePredecessorIsMissing() throws Exception {
    deployments.deploy(2);
    deployUpToTheSwitch(3);
    Files.delete(facts(2));
    deployments.undo(2);
    deployments.undo(3);
    assertEquals(List.of(FIRST), current());
  }

  @Test
  void leavesARollbackWithoutFactsAlone() throws Exception {
    deployments.deploy(2);
    deployments.rollback(3, 1);
    Path facts =
        deployments
            .context(3, DeployStep.SWITCH, DeployAct.ROLLBACK, Optional.of(deployments.id(1)))
            .folder()
            .facts("switch");
    Files.delete(facts);
    try (AwsDriver driver = deployments.driver()) {
      driver.undo(
          deployments.context(
              3, DeployStep.RESOLVE, DeployAct.ROLLBACK, Optional.of(deployments.id(1))));
    }
    assertEquals(List.of(FIRST), current());
  }
}
