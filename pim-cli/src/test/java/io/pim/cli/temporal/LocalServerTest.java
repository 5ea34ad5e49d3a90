package io.pim.cli.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.json.Json;
import io.pim.tools.process.Command;
import io.pim.tools.process.Deadline;
import io.pim.tools.process.DetachedProcesses;
import io.pim.tools.process.Finished;
import io.pim.tools.process.ProcessIdentity;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import io.pim.worker.connection.SearchAttributeSetup;
import io.pim.worker.connection.ServerState;
import io.pim.worker.connection.ServiceAddress;
import io.pim.worker.connection.TemporalConnection;
import io.pim.workflows.visibility.BuildAttributes;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.SearchAttributes;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the real server. */
@Tag("temporal")
class LocalServerTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Path program;
  private TestService test;

  @BeforeEach
  void setUp() {
    program = TemporalProgram.require();
    test = new TestService(folder, Optional.of(program), Map.of());
  }

  @AfterEach
  void tearDown() throws InterruptedException {
    if (test != null) {
      test.service().down();
    }
  }

  @Test
  void startsAndIsReusedAndStops() throws Exception {
    ServiceAddress address = test.service().ensureServer();
    ServerState server = test.server();
    assertEquals("127.0.0.1:" + server.port(), address.target());
    assertTrue(server.isUp());
    assertTrue(Ports.answers(server.uiPort().orElseThrow(), LIMIT));
    assertEquals(address.target(), test.service().ensureServer().target());
    assertEquals(server, test.server());
    assertEquals(1, test.notices.size(), test.notices.toString());

    test.service().down();
    assertFalse(server.process().isAlive());
    assertFalse(Files.exists(test.files().server()));
    assertFalse(Ports.answers(server.port(), LIMIT));
    assertTrue(test.service().status().server().isEmpty());
  }

  @Test
  void restartsAKilledServerAtTheSamePortWithItsBuilds() throws Exception {
    ServerState before;
    try (var connection = TemporalConnection.probe(test.service().ensureServer(), LIMIT)) {
      before = test.server();
      startWorkflow(connection);
    }
    assertTrue(before.process().kill());
    take(before.port()).close();
    take(before.uiPort().orElseThrow()).close();
    assertTrue(test.service().status().server().isEmpty());

    try (var connection = TemporalConnection.probe(test.service().ensureServer(), LIMIT)) {
      assertEquals(before.port(), test.server().port());
      assertEquals(before.uiPort(), test.server().uiPort());
      assertNotEquals(before.process(), test.server().process());
      assertEquals(
          "kept", connection.client().fetchHistory("kept").getWorkflowExecution().getWorkflowId());
      new SearchAttributeSetup(connection).ensure(LIMIT);
    }
  }

  @Test
  void restartsDeadPartsButNotAStoppedService() throws Exception {
    LocalService service = test.service();
    ServerState server = serverOf(service);
    WorkerState worker = service.ensureWorker(ServiceAddress.local(server));
    assertTrue(service.loss().isEmpty());

    assertTrue(worker.process().kill());
    assertEquals(
        "the worker (pid " + worker.process().pid() + ") has died",
        service.loss().orElseThrow().what());
    service.startAgain();
    assertTrue(service.loss().isEmpty());
    assertEquals(server, test.server());

    assertTrue(server.process().kill());
    ServiceLoss loss = service.loss().orElseThrow();
    assertEquals("the Temporal server (pid " + server.process().pid() + ") has died", loss.what());
    assertEquals(test.files().serverLog(), loss.log());
    service.startAgain();
    assertTrue(service.loss().isEmpty());

    service.down();
    assertTrue(service.loss().isEmpty());
    assertTrue(service.isStopped());
    service.ensureServer();
    assertFalse(service.isStopped());
  }

  @Test
  void namesEachPartThatItReplaces() throws Exception {
    LocalService service = test.service();
    ServerState server = serverOf(service);
    WorkerState worker = service.ensureWorker(ServiceAddress.local(server));
    assertTrue(server.process().kill());
    assertTrue(worker.process().kill());
    service.startAgain();

    ProcessIdentity newWorker =
        StateFiles.read(test.files().worker(), WorkerState.class).orElseThrow().process();
    List<String> expected =
        List.of(
            replaced("Temporal server", server.process(), test.server().process()),
            replaced("worker", worker.process(), newWorker));
    assertEquals(expected, replacements());

    service.startAgain();
    assertEquals(expected, replacements());
  }

  private List<String> replacements() {
    return List.copyOf(test.notices).stream().filter(line -> line.startsWith("Replaced")).toList();
  }

  private static String replaced(String part, ProcessIdentity dead, ProcessIdentity started) {
    return "Replaced the %s (pid %d) with a new one (pid %d)."
        .formatted(part, dead.pid(), started.pid());
  }

  private ServerState serverOf(LocalService service) throws InterruptedException {
    service.ensureServer();
    return test.server();
  }

  @Test
  void skipsATakenPort() throws Exception {
    ServiceAddress first = test.service().ensureServer();
    int port = test.server().port();
    assertTrue(test.server().process().kill());
    try (var other = take(port)) {
      assertTrue(other.isBound());
      assertNotEquals(first.target(), test.service().ensureServer().target());
    }
  }

  /** A port may stay taken for a moment after its server was killed. */
  private static ServerSocket take(int port) throws Exception {
    Deadline deadline = Deadline.in(LIMIT);
    while (true) {
      try {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
      } catch (BindException e) {
        if (deadline.isOver()) {
          throw e;
        }
        Thread.onSpinWait();
      }
    }
  }

  /**
   * Between the check for a free port and its use, another person's pim has started its own server
   * there.
   */
  @Test
  void doesNotMistakeAnotherServerAtThePortForItsOwn() throws Exception {
    test.service().ensureServer();
    ServerState other = test.server();
    Path output = folder.resolve("late.log");
    ServiceLog log = ServiceLog.begin(output);
    var late = new ServerProgram.OnDisk(program, folder.resolve("late.db"));
    ProcessIdentity process =
        new DetachedProcesses(Tools.of(System.getenv()))
            .start(late.argv(other.port(), Ports.free(List.of())), output, Map.of());
    var started = new ServerState(process, other.port(), Optional.empty(), false, Optional.empty());
    assertEquals(Optional.empty(), new ServerProbe(log).await(started, LIMIT));
    assertFalse(process.isAlive());
    // Before the stack trace with which it ends; the next start then uses another port.
    assertTrue(log.mentions("address already in use"));
    assertFalse(
        ServiceLog.begin(output).mentions("address already in use"),
        "the text is the old server's");
  }

  @Test
  void replacesAServerThatNeverAnswered() throws Exception {
    test.service().ensureServer();
    ServerState server = test.server();
    Json.write(
        test.files().server(),
        new ServerState(server.process(), server.port(), server.uiPort(), false, Optional.empty()));
    test.service().ensureServer();
    assertFalse(server.process().isAlive());
    assertTrue(test.server().isUp());
  }

  @Test
  void twoSimultaneousStartsMakeOneServer() throws Exception {
    List<String> argv =
        JavaProgram.argv(
            StartServer.class.getName(), List.of(folder.toString(), program.toString()));
    Command command = Command.of(argv, Duration.ofMinutes(2));
    CompletableFuture<Finished> other = CompletableFuture.supplyAsync(() -> run(command));
    Finished one = run(command);
    assertTrue(one.succeeded(), one.output());
    String pid = "pid " + test.server().process().pid();
    assertEquals(List.of(pid), one.lastLines(1));
    assertEquals(List.of(pid), other.join().lastLines(1));
  }

  @Test
  void explainsABrokenDatabase() throws IOException {
    Files.createDirectories(test.files().root());
    Files.writeString(test.files().database(), "no database".repeat(1000));
    var failure = assertThrows(BuildFailure.class, () -> test.service().ensureServer());
    assertEquals(test.files().serverLog().toString(), failure.report().where());
    assertFalse(failure.report().lastLines().isEmpty());
    assertFalse(Files.exists(test.files().server()));
  }

  private static void startWorkflow(TemporalConnection connection) {
    WorkflowOptions options =
        WorkflowOptions.newBuilder()
            .setWorkflowId("kept")
            .setTaskQueue("nobody")
            .setTypedSearchAttributes(
                SearchAttributes.newBuilder().set(BuildAttributes.PROFILE, "p").build())
            .build();
    WorkflowClient client = connection.client();
    client.newUntypedWorkflowStub("Kept", options).start();
  }

  private static Finished run(Command command) {
    try {
      return new ProcessRunner().run(command);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
