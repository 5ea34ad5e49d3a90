package io.pim.workflows.build;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Replays builds that real servers have recorded. A change of the workflow that they cannot follow
 * would break every running build at the update; CONTRIBUTING.md describes how to change it then.
 */
class ReplayTest {

  private static List<String> names() throws Exception {
    return Histories.OF_BUILDS.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void followsRecordedBuilds(String name) throws Exception {
    Histories.OF_BUILDS.replay(name, BuildWorkflowImpl.class);
  }
}
