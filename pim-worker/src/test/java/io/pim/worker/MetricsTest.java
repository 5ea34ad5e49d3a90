package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Settings;
import io.pim.model.files.BuildId;
import io.pim.model.files.PimFolders;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ListenAddress;
import io.pim.worker.connection.TemporalConnection;
import io.pim.worker.connection.WorkerReady;
import io.pim.worker.metrics.Scrape;
import io.pim.worker.metrics.WorkerMetrics;
import io.pim.workflows.activity.ActivityLimits;
import io.pim.workflows.activity.ClaimActivities;
import io.pim.workflows.activity.HostActivities;
import io.pim.workflows.activity.InstallActivities;
import io.pim.workflows.activity.StepRef;
import io.pim.workflows.queue.TaskQueues;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The metrics of a complete worker on a real Temporal server, as Prometheus gets them. */
@Timeout(300)
class MetricsTest {
  private static final WorkerProcess.Identity IDENTITY =
      new WorkerProcess.Identity("host-abc123", Architecture.ARM64, "0.1-test");

  private static final BuildId BUILD = BuildId.of("web-arm64-20261122-120000");

  @TempDir Path folder;
  private DevServer server;

  @BeforeEach
  void startServer() throws Exception {
    server = DevServer.start(folder);
  }

  @AfterEach
  void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  /** Poses as a build, because a host refuses all other workflow types. */
  @WorkflowInterface
  public interface Acts {
    @WorkflowMethod(name = "Build")
    void act(String build);
  }

  /** Claims a slot, fails at a step because there is no plan, and stops the machines. */
  public static final class Acting implements Acts {
    @Override
    public void act(String build) {
      BuildId id = BuildId.of(build);
      String host = IDENTITY.hostId();
      Workflow.newActivityStub(ClaimActivities.class, ActivityLimits.claim(TaskQueues.claims(host)))
          .claim(id);
      ActivityOptions once =
          ActivityOptions.newBuilder(ActivityLimits.step(host, "install"))
              .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
              .build();
      InstallActivities install = Workflow.newActivityStub(InstallActivities.class, once);
      try {
        install.install(new StepRef(id, "install"));
      } catch (ActivityFailure e) {
        // As intended.
      }
      Workflow.newActivityStub(HostActivities.class, ActivityLimits.step(host, "stop machines"))
          .stopMachines(id);
    }
  }

  private PimFolders folders() {
    return OtherWorker.folders(folder);
  }

  private WorkerProcess start(TemporalConnection connection) throws Exception {
    return WorkerProcess.start(
        connection,
        folders(),
        Settings.read(new ConfigFolders(folder, folder)),
        IDENTITY,
        Map.of());
  }

  private TemporalConnection connect(WorkerMetrics metrics) {
    return TemporalConnection.open(server.address(), folders(), Duration.ofSeconds(60), metrics);
  }

  private static void act(TemporalConnection connection) throws Exception {
    WorkerFactory acting = WorkerFactory.newInstance(connection.client());
    acting.newWorker("acting").registerWorkflowImplementationTypes(Acting.class);
    acting.start();
    try {
      Acts acts =
          connection
              .client()
              .newWorkflowStub(
                  Acts.class,
                  WorkflowOptions.newBuilder()
                      .setWorkflowId(BUILD.workflowId())
                      .setTaskQueue("acting")
                      .build());
      WorkflowClient.execute(acts::act, BUILD.text()).get(120, TimeUnit.SECONDS);
    } finally {
      acting.shutdownNow();
    }
  }

  @Test
  void servesWhatTheWorkerDoes() throws Exception {
    ListenAddress address = freeAddress();
    try (WorkerMetrics metrics = WorkerMetrics.at(Optional.of(address), IDENTITY.hostId());
        TemporalConnection connection = connect(metrics);
        WorkerProcess worker = start(connection)) {
      act(connection);
      DevServer.until("all is measured", () -> scrape(address).names().contains("pim_images"));
      Scrape scrape = scrape(address);
      assertEquals(
          1,
          scrape.sum(
              "pim_step_duration_seconds_count", Map.of("step", "claim", "outcome", "done")));
      assertEquals(
          1,
          scrape.sum(
              "pim_step_duration_seconds_count", Map.of("step", "install", "outcome", "failed")));
      assertEquals(
          1, scrape.sum("pim_step_failures_total", Map.of("step", "install", "kind", "host_lost")));
      assertFalse(worker.health().isBroken());
      assertEquals(
          1, scrape.sum("pim_worker_info", Map.of("version", "0.1-test", "architecture", "arm64")));
      assertEquals(1, scrape.sum("pim_vm_slots_used", Map.of()), "the build has its slot");
      assertEquals(0, scrape.sum("pim_builds", Map.of("state", "held")));
      assertTrue(scrape.names().contains("temporal_request_latency_seconds_bucket"));
      assertFalse(scrape.samples().toString().contains("web-arm64"), "labels name no build");
      assertTrue(
          scrape.samples().stream()
              .allMatch(sample -> IDENTITY.hostId().equals(sample.labels().get("host"))));
    }
    assertThrows(IOException.class, () -> scrape(address), "the endpoint ends with its worker");
  }

  /** Another worker may be about to end, and builds must not wait for it. */
  @Test
  void aPortInUseEndsNoBuildAndIsRetried() throws Exception {
    ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    ListenAddress address = new ListenAddress(ListenAddress.LOOPBACK, taken.getLocalPort());
    try (WorkerMetrics metrics = WorkerMetrics.at(Optional.of(address), IDENTITY.hostId());
        TemporalConnection connection = connect(metrics);
        WorkerProcess worker = start(connection)) {
      metrics.refresh();
      act(connection);
      assertFalse(worker.health().isBroken());
      taken.close();
      DevServer.until("they are served", () -> isServed(address));
      assertTrue(scrape(address).names().contains("pim_step_duration_seconds_count"));
    } finally {
      taken.close();
    }
  }

  /**
   * A worker without metrics starts as fast, and needs as little memory, as one without this
   * feature.
   */
  @Test
  void loadsMicrometerOnlyToServeMetrics() throws Exception {
    assertEquals(0, micrometerClassesOfAWorker("without", ""));
    String metrics = "worker: {metrics: '" + freeAddress() + "'}\n";
    assertTrue(micrometerClassesOfAWorker("with", metrics) > 0);
  }

  private long micrometerClassesOfAWorker(String name, String settings) throws Exception {
    Path home = Files.createDirectories(folder.resolve(name));
    Files.writeString(home.resolve("pim.yml"), settings);
    Path classes = home.resolve("classes.log");
    Path ready = home.resolve("ready.json");
    Process worker =
        OtherWorker.start(
            server,
            IDENTITY,
            home,
            "-Xlog:class+load:file=" + classes,
            Map.of(WorkerReady.FILE_VARIABLE, ready.toString()));
    try {
      DevServer.until("it works", () -> !worker.isAlive() || Files.exists(ready));
      assertTrue(worker.isAlive(), Files.readString(home.resolve("other-worker.log")));
    } finally {
      worker.destroyForcibly().waitFor();
    }
    try (Stream<String> lines = Files.lines(classes)) {
      return lines
          .filter(line -> line.contains(" io.micrometer.") || line.contains(" io.prometheus."))
          .count();
    }
  }

  private static Scrape scrape(ListenAddress address) throws Exception {
    return Scrape.of(address);
  }

  private static boolean isServed(ListenAddress address) {
    try (Socket socket = new Socket(address.host(), address.port())) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static ListenAddress freeAddress() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new ListenAddress(ListenAddress.LOOPBACK, socket.getLocalPort());
    }
  }
}
