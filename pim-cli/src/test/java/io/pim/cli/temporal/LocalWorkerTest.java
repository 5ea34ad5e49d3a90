package io.pim.cli.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.tools.process.ProcessIdentity;
import io.pim.worker.connection.ServerState;
import io.pim.worker.connection.ServiceAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers are shell scripts here, and the service is shared, so no server starts. */
class LocalWorkerTest {
  @TempDir Path folder;
  private TestService test;
  private ServiceAddress address;

  @BeforeEach
  void setUp() throws InterruptedException {
    test = new TestService(folder, Optional.empty(), Map.of("TEMPORAL_ADDRESS", "t.example:7233"));
    address = test.service().ensureServer();
  }

  @AfterEach
  void tearDown() throws InterruptedException {
    test.service().down();
  }

  @Test
  void sharedServiceStartsNoServer() {
    ServiceStatus status = test.service().status();
    assertTrue(status.shared());
    assertEquals(Optional.of("t.example:7233"), status.address());
    assertTrue(status.server().isEmpty());
    assertFalse(Files.exists(test.files().root()));
    assertEquals(List.of(), test.notices);
  }

  @Test
  void startsTheWorkerOnceAndStopsIt() throws Exception {
    WorkerState worker = test.service().ensureWorker(address);
    assertEquals(Optional.of("here"), worker.hostId());
    assertEquals(worker, test.service().ensureWorker(address));
    ServiceStatus.Worker status = test.service().status().worker().orElseThrow();
    assertTrue(status.ready() && status.current());
    assertEquals("1.0", status.version());

    test.service().down();
    assertFalse(worker.process().isAlive());
    assertTrue(test.service().status().worker().isEmpty());
    assertFalse(Files.exists(test.files().worker()));
    assertFalse(Files.exists(test.files().workerReady()));
  }

  @Test
  void replacesAWorkerOfAnotherVersion() throws Exception {
    WorkerState old = test.service().ensureWorker(address);
    LocalService newer = test.service("2", TestService.GOOD_WORKER);
    assertFalse(newer.status().worker().orElseThrow().current());
    WorkerState replaced = newer.ensureWorker(address);
    assertFalse(old.process().isAlive());
    assertNotEquals(old.process(), replaced.process());
    assertEquals("2", replaced.buildId());
  }

  @Test
  void noticesADeadWorker() throws Exception {
    WorkerState dead = test.service().ensureWorker(address);
    assertTrue(dead.process().kill());
    assertTrue(test.service().status().worker().isEmpty());
    assertNotEquals(dead.process(), test.service().ensureWorker(address).process());
  }

  @Test
  void quotesAWorkerThatEndsAtOnce() {
    LocalService service = test.service("1", "echo out of luck; exit 3");
    var failure = assertThrows(BuildFailure.class, () -> service.ensureWorker(address));
    assertEquals(List.of("out of luck"), failure.report().lastLines());
    assertEquals(test.files().workerLog().toString(), failure.report().where());
    assertFalse(Files.exists(test.files().worker()));
  }

  /** The worker serves a team: a build on PIM's own service must not replace it. */
  @Test
  void doesNotReplaceTheWorkerOfASharedServiceUnasked() throws Exception {
    WorkerState worker = test.service().ensureWorker(address);
    assertTrue(worker.shared());
    ProcessIdentity me = ProcessIdentity.of(ProcessHandle.current()).orElseThrow();
    ServiceAddress own =
        ServiceAddress.local(new ServerState(me, 7233, Optional.empty(), false, Optional.of("1")));
    assertTrue(test.service().noWorkerBecause(own).orElseThrow().contains("t.example:7233"));
    assertEquals(Optional.empty(), test.service().noWorkerBecause(address));

    assertTrue(worker.process().kill());
    assertEquals(
        Optional.empty(),
        test.service().noWorkerBecause(own),
        "the worker of the shared service stays");
  }

  @Test
  void remembersThatNoWorkerIsWantedUntilOneIs() throws Exception {
    test.service().wantWorker(false);
    assertTrue(test.service().noWorkerBecause(address).orElseThrow().contains("--no-worker"));
    test.service().down();
    test.service().startAgain();
    assertTrue(test.service().status().worker().isEmpty());
    assertTrue(test.service().isWithoutWorker(), "even after pim down");
    test.service().wantWorker(true);
    assertEquals(Optional.empty(), test.service().noWorkerBecause(address));
  }

  @Test
  void theWorkerRecordsTheAddressOfItsService() throws Exception {
    Path seen = folder.resolve("seen");
    test.service("1", "echo $TEMPORAL_ADDRESS >" + seen + "\n" + TestService.GOOD_WORKER)
        .ensureWorker(address);
    assertEquals("t.example:7233", Files.readString(seen).strip());
  }
}
