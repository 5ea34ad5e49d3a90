package io.pim.workflows.deploy;

import io.pim.workflows.build.Histories;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Replays deployments that real servers have recorded: a change of the workflow that they cannot
 * follow would break every running deployment at the update.
 */
class DeployReplayTest {
  private static final Histories RECORDED = new Histories("/histories-of-deployments");

  private static List<String> names() throws Exception {
    return RECORDED.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void followsRecordedDeployments(String name) throws Exception {
    RECORDED.replay(name, DeployWorkflowImpl.class);
  }
}
