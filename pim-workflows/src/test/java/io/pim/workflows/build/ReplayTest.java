package io.pim.workflows.build;

import io.pim.workflows.queue.TaskQueues;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Replays builds that real servers have recorded: a change of the workflow that they cannot follow
 * would break every build under way at the update. CONTRIBUTING.md says how to change it then.
 */
class ReplayTest {

  @ParameterizedTest
  @ValueSource(strings = {"forced", "held-and-retried", "image-there"})
  void followsRecordedBuilds(String name) throws Exception {
    TestEnvironmentOptions options =
        TestEnvironmentOptions.newBuilder()
            .setWorkflowClientOptions(
                WorkflowClientOptions.newBuilder().setDataConverter(TestConverter.make()).build())
            .build();
    try (TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance(options);
        InputStream recorded = getClass().getResourceAsStream("/histories/" + name + ".json")) {
      Worker worker = environment.newWorker(TaskQueues.WORKFLOWS);
      worker.registerWorkflowImplementationTypes(BuildWorkflowImpl.class);
      WorkflowExecutionHistory history =
          WorkflowExecutionHistory.fromJson(
              new String(recorded.readAllBytes(), StandardCharsets.UTF_8));
      WorkflowReplayer.replayWorkflowExecution(history, worker);
    }
  }
}
