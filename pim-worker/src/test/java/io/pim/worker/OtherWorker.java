package io.pim.worker;

import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Settings;
import io.pim.model.files.PimFolders;
import io.pim.model.unit.Architecture;
import io.pim.tools.process.ProcessIdentity;
import io.pim.worker.connection.ServerState;
import io.pim.worker.connection.ServiceAddress;
import io.pim.worker.connection.TemporalConnection;
import io.pim.worker.metrics.WorkerMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A worker in its own process, which can be killed. */
final class OtherWorker {
  private OtherWorker() {}

  /**
   * Starts a worker.
   *
   * @param folder for all files that PIM leaves; see {@link #folders}
   */
  static Process start(DevServer server, WorkerProcess.Identity identity, Path folder)
      throws Exception {
    return start(server, identity, folder, "-XX:TieredStopAtLevel=1", Map.of());
  }

  /** The same, with an option for Java and environment variables. */
  static Process start(
      DevServer server,
      WorkerProcess.Identity identity,
      Path folder,
      String option,
      Map<String, String> variables)
      throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            option,
            "-cp",
            System.getProperty("java.class.path"),
            OtherWorker.class.getName(),
            server.address().target().replaceFirst(".*:", ""),
            identity.hostId(),
            identity.architecture().name(),
            folder.toString());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("other-worker.log").toFile());
    builder.environment().putAll(variables);
    return builder.start();
  }

  /** The folders of a worker and of its successor. */
  static PimFolders folders(Path folder) {
    return PimFolders.of(Map.of("XDG_RUNTIME_DIR", folder.toString()), folder, folder);
  }

  /** Arguments: port of the server, host ID, architecture, folder. */
  public static void main(String[] words) throws Exception {
    Path folder = Path.of(words[3]);
    ServiceAddress address =
        ServiceAddress.local(
            new ServerState(
                ProcessIdentity.ofThis(),
                Integer.parseInt(words[0]),
                Optional.empty(),
                false,
                Optional.of("")));
    // The settings of a person, not of a project.
    Settings settings = Settings.read(new ConfigFolders(folder.resolve("project"), folder));
    WorkerMetrics metrics = WorkerMetrics.at(settings.worker().metrics(), words[1]);
    WorkerProcess.start(
            TemporalConnection.open(address, folders(folder), Duration.ofSeconds(30), metrics),
            folders(folder),
            settings,
            new WorkerProcess.Identity(words[1], Architecture.valueOf(words[2]), "0.1-test"),
            System.getenv())
        .health()
        .awaitBroken();
  }
}
