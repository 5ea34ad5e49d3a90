package io.pim.cli.temporal;

import io.pim.model.config.TemporalSettings;
import io.pim.model.files.PimFolders;
import io.pim.model.files.ServiceFolder;
import io.pim.worker.connection.ServerState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A service in the test's own folder, with a shell script as its worker. */
final class TestService {
  /** Reports at once that it works, and ends on request. */
  static final String GOOD_WORKER =
      """
      echo '{"hostId": "here", "taskQueues": ["pim"]}' >"$PIM_WORKER_READY_FILE.draft"
      mv "$PIM_WORKER_READY_FILE.draft" "$PIM_WORKER_READY_FILE"
      exec sleep 600
      """;

  final List<String> notices = Collections.synchronizedList(new ArrayList<>());
  final PimFolders folders;

  /** Its own ports, because servers of other tests may use the usual ones. */
  private final int port = Ports.free(List.of());

  private final int uiPort = Ports.free(List.of());
  private final Optional<Path> binary;
  private final Map<String, String> variables;

  /**
   * A service.
   *
   * @param binary the server's program; if empty, PIM searches for one
   * @param variables environment variables, besides those that keep the machine's own settings out
   */
  TestService(Path folder, Optional<Path> binary, Map<String, String> variables) {
    this.binary = binary;
    this.variables = new HashMap<>(variables);
    for (String kind : List.of("CONFIG", "DATA", "CACHE", "STATE")) {
      this.variables.put("XDG_" + kind + "_HOME", folder.resolve(kind).toString());
    }
    this.variables.put("TEMPORAL_CONFIG_FILE", folder.resolve("none.toml").toString());
    this.variables.putIfAbsent("PATH", System.getenv("PATH"));
    this.folders = PimFolders.of(this.variables, folder, folder);
  }

  LocalService service() {
    return service("1", GOOD_WORKER);
  }

  LocalService service(String buildId, String workerScript) {
    var distribution = new DistributionInfo(Optional.empty(), "1.0", buildId);
    return new LocalServices(folders, variables, distribution, notices::add)
        .with(
            new TemporalSettings(
                Optional.empty(), Optional.empty(), binary.map(Path::toString), port, uiPort),
            List.of("/bin/sh", "-c", workerScript));
  }

  ServiceFolder files() {
    return new ServiceFolder(folders.service());
  }

  ServerState server() {
    return ServerState.read(files()).orElseThrow();
  }
}
