package io.pim.worker;

import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Settings;
import io.pim.model.files.PimFolders;
import io.pim.model.unit.Architecture;
import io.pim.worker.connection.TemporalConnection;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A real Temporal server, and the folders of a worker on it. */
abstract class WorkerProcessFixture {
  static final WorkerProcess.Identity IDENTITY =
      new WorkerProcess.Identity("host-abc123", Architecture.ARM64, "0.1-test");

  @TempDir Path folder;
  DevServer server;
  TemporalConnection connection;

  @BeforeEach
  void startServer() throws Exception {
    server = DevServer.start(folder);
    connection = TemporalConnection.open(server.address(), folders(), Duration.ofSeconds(60));
  }

  PimFolders folders() {
    return OtherWorker.folders(folder);
  }

  @AfterEach
  void stopServer() throws Exception {
    if (connection != null) {
      connection.close();
    }
    if (server != null) {
      server.close();
    }
  }

  WorkerProcess startWorker(PimFolders folders) throws Exception {
    return WorkerProcess.start(
        connection,
        folders,
        Settings.read(new ConfigFolders(folder, folder)),
        IDENTITY,
        System.getenv());
  }
}
