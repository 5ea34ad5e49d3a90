package io.pim.cli.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.temporal.TemporalProgram;
import io.pim.cli.testing.FakeRecord;
import io.pim.cli.testing.PimHome;
import io.pim.model.config.TemporalSettings;
import io.pim.model.failure.BuildFailure;
import io.pim.model.unit.Architecture;
import io.pim.worker.connection.ServiceAddress;
import io.pim.worker.connection.TemporalConnection;
import io.pim.workflows.host.HostWorkflow;
import io.pim.workflows.host.HostWorkflowImpl;
import io.pim.workflows.message.HostOrder;
import io.pim.workflows.queue.TaskQueues;
import io.pim.workflows.visibility.BuildAttributes;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code pim worker drain --wait}, while a real server with a database is killed and restarted. */
@Tag("temporal")
@Timeout(600)
class DrainOutageTest {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final String HOST = "mac-3fa2c1";
  private static final String BUILD = "web-x86_64-20261122-120000";

  @TempDir Path root;
  private final FakeRecord host = new FakeRecord(HOST, Architecture.X86_64).building(BUILD);
  private final List<Process> started = new ArrayList<>();
  private Path program;
  private int port;
  private Process server;
  private PimHome pim;
  private Path output;
  private TemporalConnection connection;
  private WorkerFactory workers;

  @BeforeEach
  void startHost() throws Exception {
    program = TemporalProgram.require();
    port = freePort();
    output = root.resolve("output");
    server = startServer();
    pim = new PimHome(root, null).variable("TEMPORAL_ADDRESS", "127.0.0.1:" + port);
    connection = TemporalConnection.open(address(), pim.folders, LIMIT);
    WorkflowClient client = connection.client();
    workers = WorkerFactory.newInstance(client);
    Worker worker = workers.newWorker(TaskQueues.record(HOST));
    worker.registerWorkflowImplementationTypes(HostWorkflowImpl.class);
    worker.registerActivitiesImplementations(host);
    workers.start();
    HostWorkflow workflow =
        client.newWorkflowStub(
            HostWorkflow.class,
            WorkflowOptions.newBuilder()
                .setWorkflowId(HostWorkflow.workflowId(HOST))
                .setTaskQueue(TaskQueues.record(HOST))
                .build());
    WorkflowClient.start(workflow::keep, new HostOrder(HOST, false));
  }

  @AfterEach
  void stop() throws Exception {
    if (workers != null) {
      workers.shutdownNow();
    }
    if (connection != null) {
      connection.close();
    }
    for (Process process : started) {
      kill(process);
    }
  }

  private ServiceAddress address() {
    return ServiceAddress.shared(
            Map.of("TEMPORAL_ADDRESS", "127.0.0.1:" + port),
            new TemporalSettings(Optional.empty(), Optional.empty(), Optional.empty(), 0, 0))
        .orElseThrow();
  }

  /** Starts the server, or starts it again with the data that it had. */
  private Process startServer() throws Exception {
    List<String> argv =
        new ArrayList<>(
            List.of(program.toString(), "server", "start-dev", "--headless", "--ip", "127.0.0.1"));
    argv.addAll(List.of("--port", Integer.toString(port), "--log-level", "never"));
    argv.addAll(List.of("--db-filename", root.resolve("temporal.db").toString()));
    BuildAttributes.ALL.forEach(
        its -> argv.addAll(List.of("--search-attribute", its.getName() + "=Keyword")));
    Process process =
        new ProcessBuilder(argv)
            .redirectErrorStream(true)
            .redirectOutput(root.resolve("server.log").toFile())
            .start();
    started.add(process);
    until("the server answers", () -> answers() || !process.isAlive());
    assertTrue(process.isAlive(), () -> text(root.resolve("server.log")));
    return process;
  }

  private boolean answers() {
    try {
      TemporalConnection.probe(address(), Duration.ofSeconds(30)).close();
      return true;
    } catch (BuildFailure e) {
      return false;
    }
  }

  private Process drain() throws Exception {
    Process drain = pim.startProcess(output, "worker", "drain", HOST, "--wait");
    started.add(drain);
    until(
        "it waits", () -> text(output).contains("waiting until host " + HOST) || !drain.isAlive());
    assertTrue(drain.isAlive(), () -> text(output));
    return drain;
  }

  /** Kills the server and waits until the command has noticed. */
  private void endService(Process drain) throws Exception {
    kill(server);
    until(
        "it reports the outage",
        () -> text(output).contains("no answer from 127.0.0.1:" + port) || !drain.isAlive());
    assertTrue(drain.isAlive(), () -> text(output));
  }

  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    assertTrue(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS));
  }

  @Test
  void theWaitContinuesThroughAnOutage() throws Exception {
    Process drain = drain();
    endService(drain);
    host.building();
    server = startServer();
    assertTrue(drain.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), () -> text(output));
    assertEquals(0, drain.exitValue(), () -> text(output));
    assertTrue(text(output).contains("the Temporal service answers again"), text(output));
    String end = "host " + HOST + " is drained: it has no build, and takes none\n";
    assertTrue(text(output).endsWith(end), text(output));
  }

  @Test
  void ctrlCEndsTheWaitDuringAnOutage() throws Exception {
    Process drain = drain();
    endService(drain);
    interrupt(drain);
    assertTrue(drain.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), () -> text(output));
    assertEquals(130, drain.exitValue(), () -> text(output));
  }

  private static void interrupt(Process process) throws Exception {
    Process kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
    assertEquals(0, kill.waitFor());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      return "(" + e.getMessage() + ")";
    }
  }

  private void until(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.call()) {
      assertTrue(
          System.nanoTime() - deadline < 0,
          () -> "never came true: " + what + "; it says:\n" + text(output));
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }
}
