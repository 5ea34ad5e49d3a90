package io.pim.worker.connection;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.pim.model.files.ServiceFolder;
import io.pim.model.json.Json;
import io.pim.tools.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/**
 * PIM's own Temporal server on this host, as {@link ServiceFolder#server()} holds it.
 *
 * @param process the server's process
 * @param port where it answers gRPC, on 127.0.0.1
 * @param uiPort where its Web UI is, on 127.0.0.1; empty where it has none
 * @param inMemory whether it forgets everything when it ends
 * @param version its own version; empty until it has answered for the first time
 */
public record ServerState(
    ProcessIdentity process,
    int port,
    Optional<Integer> uiPort,
    boolean inMemory,
    Optional<String> version) {

  /** Host and port, as Temporal's tools take it. */
  @JsonIgnore
  public String address() {
    return "127.0.0.1:" + port;
  }

  @JsonIgnore
  public Optional<String> uiUrl() {
    return uiPort.map(p -> "http://127.0.0.1:" + p);
  }

  /** Whether the process runs and has answered. */
  @JsonIgnore
  public boolean isUp() {
    return version.isPresent() && process.isAlive();
  }

  /** This server, after its first answer. */
  public ServerState answered(String itsVersion) {
    return new ServerState(process, port, uiPort, inMemory, Optional.of(itsVersion));
  }

  /** What the file says, be the process alive or not; empty without a file that can be read. */
  public static Optional<ServerState> read(ServiceFolder files) {
    try {
      return Files.exists(files.server())
          ? Optional.of(Json.read(files.server(), ServerState.class))
          : Optional.empty();
    } catch (IOException e) {
      // A file of an older PIM, or a damaged one, tells no more than none.
      return Optional.empty();
    }
  }
}
