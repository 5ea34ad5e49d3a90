package io.pim.cli.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.config.ConfigProblems;
import io.pim.model.files.PimFolders;
import io.pim.model.files.ServiceFolder;
import io.pim.model.json.Json;
import io.pim.tools.process.ProcessIdentity;
import io.pim.worker.connection.ServerState;
import io.pim.worker.connection.ServiceAddress;
import io.temporal.testserver.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PIM's own server, as its files describe it: this process acts as server and worker. */
class OpenServiceTest {
  @TempDir Path folder;
  private final List<String> asked = new ArrayList<>();
  private final List<String> said = new ArrayList<>();

  @Test
  @SuppressWarnings("try") // The server only has to run.
  void looksForOpenBuildsOnlyIfNoWorkerRuns() throws Exception {
    ProcessIdentity me = ProcessIdentity.of(ProcessHandle.current()).orElseThrow();
    int port = freePort();
    ServerState server = new ServerState(me, port, Optional.empty(), false, Optional.of("1"));
    ServiceFolder files = new ServiceFolder(folders().service());
    Json.write(files.server(), server);
    try (var running = TestServer.createPortBoundServer(port)) {
      open();
      assertEquals(1, asked.size(), asked.toString());

      String address = ServiceAddress.local(server).toString();
      Json.write(
          files.worker(), new WorkerState(me, "1", "x", address, Optional.of("host-1"), false));
      open();
      assertEquals(1, asked.size(), asked.toString());
    }
  }

  /** A command learns about the running worker only from these files. */
  @Test
  @SuppressWarnings("try") // The server only has to run.
  void startsNoWorkerThatAPersonDoesNotWant() throws Exception {
    ProcessIdentity me = ProcessIdentity.of(ProcessHandle.current()).orElseThrow();
    int port = freePort();
    ServerState server = new ServerState(me, port, Optional.empty(), false, Optional.of("1"));
    ServiceFolder files = new ServiceFolder(folders().service());
    Json.write(files.server(), server);
    try (var running = TestServer.createPortBoundServer(port)) {
      Json.write(files.withoutWorker(), Map.of());
      temporal(true).open().close();
      temporal(true).startIfNeeded().close();
      assertEquals(2, said.stream().filter(line -> line.contains("--no-worker")).count());
      assertFalse(Files.exists(files.worker()), "no worker was started");

      Files.delete(files.withoutWorker());
      said.clear();
      WorkerState team =
          new WorkerState(me, "1", "x", "team:7233, namespace a", Optional.of("host-1"), true);
      Json.write(files.worker(), team);
      temporal(true).open().close();
      temporal(true).startIfNeeded().close();
      assertEquals(2, said.stream().filter(line -> line.contains("team:7233")).count());
      assertEquals(team, Json.read(files.worker(), WorkerState.class));
    }
  }

  /** A person must be able to view builds and to end them before pim.yml is valid again. */
  @Test
  @SuppressWarnings("try") // The server only has to run.
  void aMistakeInTheSettingsDoesNotBlockTheRunningService() throws Exception {
    ProcessIdentity me = ProcessIdentity.of(ProcessHandle.current()).orElseThrow();
    int port = freePort();
    ServerState server = new ServerState(me, port, Optional.empty(), false, Optional.of("1"));
    ServiceFolder files = new ServiceFolder(folders().service());
    Files.createDirectories(folders().config());
    for (String text : List.of("build: {memroy: 2}\n", "build: [\n", "temporl: {address: a:1}\n")) {
      said.clear();
      Json.write(files.server(), server);
      Files.deleteIfExists(files.worker());
      Files.writeString(folders().config().resolve("pim.yml"), text);
      try (var running = TestServer.createPortBoundServer(port)) {
        temporal(true).open().close();
        temporal(true).startIfNeeded().close();
        assertTrue(said.get(0).contains("pim.yml:"), said.toString());
        assertTrue(said.toString().contains("no worker is started until pim.yml is right"));
        assertFalse(Files.exists(files.worker()), "a worker would refuse these settings");

        // A worker of another PIM: a command with valid settings would replace it.
        String address = ServiceAddress.local(server).toString();
        WorkerState worker = new WorkerState(me, "0", "old", address, Optional.of("host-1"), false);
        Json.write(files.worker(), worker);
        temporal(true).startIfNeeded().close();
        assertEquals(worker, Json.read(files.worker(), WorkerState.class));
      }
    }
  }

  @Test
  void startsNoServerIfAMistakeMayHideTheSharedOne() throws Exception {
    Files.createDirectories(folders().config());
    for (String text :
        List.of("temporal: {address: shared}\n", "temporl: {address: a:1}\n", "build: [\n")) {
      Files.writeString(folders().config().resolve("pim.yml"), text);
      assertThrows(ConfigProblems.class, () -> temporal(true).startIfNeeded(), text);
      assertThrows(ConfigProblems.class, () -> temporal(true).open(), text);
      assertFalse(Files.exists(folders().service()), text);
    }
  }

  private void open() {
    temporal(false).open().close();
  }

  private ConfiguredTemporal temporal(boolean anyOpen) {
    Map<String, String> environment =
        Map.of("TEMPORAL_CONFIG_FILE", folder.resolve("none.toml").toString());
    return new ConfiguredTemporal(
        folders(),
        environment,
        said::add,
        session -> {
          asked.add(session.address());
          return anyOpen;
        });
  }

  private PimFolders folders() {
    return PimFolders.of(Map.of(), folder, folder);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
