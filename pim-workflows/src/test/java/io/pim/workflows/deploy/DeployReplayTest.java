package io.pim.workflows.deploy;

import io.pim.workflows.build.Histories;
import io.pim.workflows.build.TestConverter;
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
 * Replays deployments that real servers have recorded: a change of the workflow that they cannot
 * follow would break every deployment under way at the update.
 */
class DeployReplayTest {
  private static final Histories RECORDED = new Histories("/histories-of-deployments");

  private static List<String> names() throws Exception {
    return RECORDED.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void followsRecordedDeployments(String name) throws Exception {
    TestEnvironmentOptions options =
        TestEnvironmentOptions.newBuilder()
            .setWorkflowClientOptions(
                WorkflowClientOptions.newBuilder().setDataConverter(TestConverter.make()).build())
            .build();
    try (TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance(options)) {
      // A replay is not tried again as a workflow task is: a machine that is busy for a second must
      // not be taken for a workflow that hangs.
      Worker worker =
          environment.newWorker(
              TaskQueues.WORKFLOWS,
              WorkerOptions.newBuilder().setDefaultDeadlockDetectionTimeout(60_000).build());
      worker.registerWorkflowImplementationTypes(DeployWorkflowImpl.class);
      WorkflowReplayer.replayWorkflowExecution(RECORDED.read(name), worker);
    }
  }
}
