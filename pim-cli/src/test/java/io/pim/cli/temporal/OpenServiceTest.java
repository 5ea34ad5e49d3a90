package io.pim.cli.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PIM's own server, as its files name it: this very process plays server and worker. */
class OpenServiceTest {
  @TempDir Path folder;
  private final List<String> asked = new ArrayList<>();

  @Test
  @SuppressWarnings("try") // The server only has to be there.
  void openBuildsAreAskedForOnlyWhereNoWorkerRuns() throws Exception {
    ProcessIdentity me = ProcessIdentity.of(ProcessHandle.current()).orElseThrow();
    int port = freePort();
    ServerState server = new ServerState(me, port, Optional.empty(), false, Optional.of("1"));
    ServiceFolder files = new ServiceFolder(folders().service());
    Json.write(files.server(), server);
    try (var running = TestServer.createPortBoundServer(port)) {
      open();
      assertEquals(1, asked.size(), asked.toString());

      String address = ServiceAddress.local(server).toString();
      Json.write(files.worker(), new WorkerState(me, "1", "x", address, Optional.of("host-1")));
      open();
      assertEquals(1, asked.size(), asked.toString());
    }
  }

  private void open() {
    Map<String, String> environment =
        Map.of("TEMPORAL_CONFIG_FILE", folder.resolve("none.toml").toString());
    new ConfiguredTemporal(
            folders(),
            environment,
            line -> {},
            session -> {
              asked.add(session.address());
              return false;
            })
        .open()
        .close();
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
