package io.pim.workflows.build;

import io.pim.workflows.queue.TaskQueues;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The recorded histories in a folder of the tests' resources.
 *
 * @param resources the folder's name
 */
public record Histories(String resources) {
  /** The histories of builds. */
  static final Histories OF_BUILDS = new Histories("/histories");

  /** The names of the histories, in order. */
  public List<String> names() throws IOException, URISyntaxException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.map(f -> f.getFileName().toString().replace(".json", "")).sorted().toList();
    }
  }

  public WorkflowExecutionHistory read(String name) throws IOException, URISyntaxException {
    return WorkflowExecutionHistory.fromJson(Files.readString(folder().resolve(name + ".json")));
  }

  /**
   * Replays a history.
   *
   * @param workflow the implementation that must follow it
   */
  public void replay(String name, Class<?> workflow) throws Exception {
    TestEnvironmentOptions options =
        TestEnvironmentOptions.newBuilder()
            .setWorkflowClientOptions(
                WorkflowClientOptions.newBuilder().setDataConverter(TestConverter.make()).build())
            .build();
    try (TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance(options)) {
      // Temporal retries a workflow task, but not a replay: a machine that is busy for a second
      // while it loads classes must not look like a workflow that hangs.
      Worker worker =
          environment.newWorker(
              TaskQueues.WORKFLOWS,
              WorkerOptions.newBuilder().setDefaultDeadlockDetectionTimeout(60_000).build());
      worker.registerWorkflowImplementationTypes(workflow);
      WorkflowReplayer.replayWorkflowExecution(read(name), worker);
    }
  }

  /** The events in any of the histories. */
  List<HistoryEvent> allEvents() throws IOException, URISyntaxException {
    Stream.Builder<HistoryEvent> events = Stream.builder();
    for (String name : names()) {
      read(name).getEvents().forEach(events);
    }
    return events.build().toList();
  }

  private Path folder() throws URISyntaxException {
    return Path.of(Histories.class.getResource(resources).toURI());
  }
}
