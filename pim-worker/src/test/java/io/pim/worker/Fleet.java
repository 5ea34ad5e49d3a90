package io.pim.worker;

import io.pim.model.files.PimFolders;
import io.pim.worker.connection.SearchAttributeSetup;
import io.pim.worker.connection.ServiceAddress;
import io.pim.worker.connection.TemporalConnection;
import io.pim.workflows.message.BuildResult;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Simulated hosts of one service. Each has its own folders, connection and worker; they share only
 * the process.
 */
final class Fleet implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** The number of commands that start builds, or read their histories, at the same time. */
  private static final int PEOPLE = 8;

  private final List<TemporalConnection> connections = new ArrayList<>();
  private final List<SimulatedWorker> workers = new ArrayList<>();
  private final ExecutorService people = Executors.newFixedThreadPool(PEOPLE);
  private final Pace pace = new Pace();
  private int started;

  /** Starts the hosts, with one slot each. */
  static Fleet start(ServiceAddress address, Path folder, int hosts) throws Exception {
    Fleet fleet = new Fleet();
    try {
      for (int number = 0; number < hosts; number++) {
        fleet.add(address, folder, "host-" + number);
      }
      return fleet;
    } catch (Exception | AssertionError e) {
      fleet.close();
      throw e;
    }
  }

  private void add(ServiceAddress address, Path folder, String hostId) throws Exception {
    PimFolders folders = folders(folder.resolve(hostId));
    shareKey(folders(folder.resolve("host-0")).sealKey(), folders.sealKey());
    TemporalConnection connection = TemporalConnection.open(address, folders, LIMIT);
    connections.add(connection);
    if (workers.isEmpty()) {
      new SearchAttributeSetup(connection).ensure(LIMIT);
    }
    workers.add(new SimulatedWorker(connection, folders, hostId, 1, pace).startWhole());
  }

  private static PimFolders folders(Path home) {
    return PimFolders.of(Map.of("XDG_RUNTIME_DIR", home.toString()), home, home);
  }

  private static void shareKey(Path from, Path to) throws IOException {
    if (Files.exists(from) && !from.equals(to)) {
      Files.createDirectories(to.getParent());
      Files.copy(from, to);
    }
  }

  /** Sets the duration of the steps of builds. */
  Pace pace() {
    return pace;
  }

  int hosts() {
    return workers.size();
  }

  /**
   * Measures each host as its metrics do. Returns the number of counts that the service refused.
   */
  int measure() throws Exception {
    return SimulatedMetrics.measure(connections);
  }

  private TemporalConnection person() {
    return connections.get(0);
  }

  /** Starts builds, all at once. */
  List<SimulatedBuild> begin(int builds) throws Exception {
    List<SimulatedBuild> all =
        IntStream.range(0, builds)
            .map(i -> started++)
            .mapToObj(number -> new SimulatedBuild("p" + number))
            .toList();
    List<WorkflowStub> unused = each(all, build -> () -> build.start(person().client()));
    return all;
  }

  /** Waits until builds have succeeded. */
  void await(List<SimulatedBuild> builds) throws Exception {
    for (SimulatedBuild build : builds) {
      person()
          .client()
          .newUntypedWorkflowStub(build.id().workflowId())
          .getResult(BuildResult.class);
    }
  }

  List<BuildStory> stories(List<SimulatedBuild> builds) throws Exception {
    return each(
        builds,
        build ->
            () ->
                BuildStory.of(person().client().fetchHistory(build.id().workflowId()).getEvents()));
  }

  /** The bytes of a build's history, as the server counts them. */
  long historyBytes(SimulatedBuild build) {
    return person()
        .client()
        .newUntypedWorkflowStub(build.id().workflowId())
        .describe()
        .getWorkflowExecutionInfo()
        .getHistorySizeBytes();
  }

  private interface Work<T> {
    Callable<T> on(SimulatedBuild build);
  }

  private <T> List<T> each(List<SimulatedBuild> builds, Work<T> work) throws Exception {
    List<Future<T>> all = builds.stream().map(build -> people.submit(work.on(build))).toList();
    List<T> done = new ArrayList<>();
    for (Future<T> one : all) {
      done.add(one.get());
    }
    return done;
  }

  @Override
  public void close() {
    people.shutdownNow();
    workers.parallelStream().forEach(SimulatedWorker::close);
    connections.forEach(TemporalConnection::close);
  }
}
