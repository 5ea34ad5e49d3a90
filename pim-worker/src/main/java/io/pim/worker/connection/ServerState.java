package io.pim.worker.connection;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.pim.model.files.ServiceFolder;
import io.pim.model.json.Json;
import io.pim.tools.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/**
 * PIM's own Temporal server on this host, as stored in {@link ServiceFolder#server()}.
 *
 * @param process the server's process
 * @param port its gRPC port on 127.0.0.1
 * @param uiPort the port of its Web UI on 127.0.0.1; empty when it has none
 * @param inMemory whether its data is lost when it ends
 * @param version its version; empty until its first answer
 * @param namespaceId the id that it gave its namespace, which no other server's has; empty until
 *     its first answer, for the in-memory server, and in a file of an older PIM
 */
public record ServerState(
    ProcessIdentity process,
    int port,
    Optional<Integer> uiPort,
    boolean inMemory,
    Optional<String> version,
    Optional<String> namespaceId) {

  @SuppressWarnings("OptionalAssignedToNull") // The field is missing in the JSON of an older PIM.
  public ServerState {
    namespaceId = namespaceId == null ? Optional.empty() : namespaceId;
  }

  /** A server whose namespace's id is not known. */
  public ServerState(
      ProcessIdentity process,
      int port,
      Optional<Integer> uiPort,
      boolean inMemory,
      Optional<String> version) {
    this(process, port, uiPort, inMemory, version, Optional.empty());
  }

  /** Host and port, in the notation of Temporal's tools. */
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

  /** This server after its first answer. */
  public ServerState answered(String itsVersion, Optional<String> itsNamespaceId) {
    return new ServerState(
        process, port, uiPort, inMemory, Optional.of(itsVersion), itsNamespaceId);
  }

  /** The state in the file, whether or not the process is alive; empty without a readable file. */
  public static Optional<ServerState> read(ServiceFolder files) {
    try {
      return Files.exists(files.server())
          ? Optional.of(Json.read(files.server(), ServerState.class))
          : Optional.empty();
    } catch (IOException e) {
      // A damaged file, or one of an older PIM, counts as missing.
      return Optional.empty();
    }
  }
}
