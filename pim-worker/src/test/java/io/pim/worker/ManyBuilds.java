package io.pim.worker;

import io.pim.model.files.PimFolders;
import io.pim.worker.connection.SearchAttributeSetup;
import io.pim.worker.connection.TemporalConnection;
import io.pim.workflows.message.BuildResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Simulated builds on one host and a real Temporal server, with signed payloads. */
final class ManyBuilds implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final TemporalConnection connection;
  private final SimulatedWorker worker;
  private final ExecutorService people;
  private int started;

  /**
   * One build from a person's point of view.
   *
   * @param events how many its history has
   * @param took from its start to its end
   */
  record Built(int events, Duration took) {}

  /**
   * Starts a worker.
   *
   * @param atATime the number of slots of the host, and of people who each start a build and wait
   *     for it
   */
  ManyBuilds(DevServer server, Path folder, int atATime) throws Exception {
    PimFolders folders =
        PimFolders.of(Map.of("XDG_RUNTIME_DIR", folder.toString()), folder, folder);
    connection = TemporalConnection.open(server.address(), folders, LIMIT);
    new SearchAttributeSetup(connection).ensure(LIMIT);
    worker = new SimulatedWorker(connection, folders, "host-abc123", atATime, new Pace()).start();
    people = Executors.newFixedThreadPool(atATime);
  }

  /** Runs this many builds, as many at a time as there are people. */
  List<Built> run(int builds) throws Exception {
    List<Future<Built>> all =
        IntStream.range(0, builds)
            .map(i -> started++)
            .mapToObj(number -> people.submit(() -> build("p" + number)))
            .toList();
    List<Built> done = new ArrayList<>();
    for (Future<Built> each : all) {
      done.add(each.get());
    }
    return done;
  }

  /** The bytes of the heap that are in use after garbage collection. */
  static long heapBytes() {
    Runtime java = Runtime.getRuntime();
    // Soft and finalizable objects need a second collection.
    System.gc();
    System.gc();
    return java.totalMemory() - java.freeMemory();
  }

  private Built build(String profile) {
    SimulatedBuild build = new SimulatedBuild(profile);
    long begin = System.nanoTime();
    build.start(connection.client()).getResult(BuildResult.class);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    return new Built(
        BuildStory.events(connection.client().fetchHistory(build.id().workflowId()).getEvents()),
        took);
  }

  @Override
  public void close() {
    people.shutdownNow();
    worker.close();
    connection.close();
  }
}
