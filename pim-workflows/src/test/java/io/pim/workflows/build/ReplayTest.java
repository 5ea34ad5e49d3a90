package io.pim.workflows.build;

import io.pim.workflows.queue.TaskQueues;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Replays builds that real servers have recorded: a change of the workflow that they cannot follow
 * would break every build under way at the update. CONTRIBUTING.md says how to change it then.
 */
class ReplayTest {

  private static List<String> names() throws Exception {
    return Histories.OF_BUILDS.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void followsRecordedBuilds(String name) throws Exception {
    TestEnvironmentOptions options =
        TestEnvironmentOptions.newBuilder()
            .setWorkflowClientOptions(
                WorkflowClientOptions.newBuilder().setDataConverter(TestConverter.make()).build())
            .build();
    try (TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance(options)) {
      // A replay is not tried again as a workflow task is: a machine that is busy for a second,
      // while
      // classes are loaded, must not be taken for a workflow that hangs.
      Worker worker =
          environment.newWorker(
              TaskQueues.WORKFLOWS,
              WorkerOptions.newBuilder().setDefaultDeadlockDetectionTimeout(60_000).build());
      worker.registerWorkflowImplementationTypes(BuildWorkflowImpl.class);
      WorkflowReplayer.replayWorkflowExecution(Histories.OF_BUILDS.read(name), worker);
    }
  }
}
