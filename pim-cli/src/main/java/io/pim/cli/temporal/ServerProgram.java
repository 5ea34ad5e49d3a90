package io.pim.cli.temporal;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A program that can run as Temporal server on this host. */
interface ServerProgram {
  /**
   * The command line.
   *
   * @param port for gRPC, on 127.0.0.1
   * @param uiPort for the Web UI, on 127.0.0.1; ignored without one
   */
  List<String> argv(int port, int uiPort);

  /** The port of the Web UI, if there is one. */
  Optional<Integer> ui(int uiPort);

  /** Whether all data is lost when it ends. */
  boolean inMemory();

  /**
   * Temporal's own server with an SQLite file.
   *
   * @param binary the {@code temporal} program
   */
  record OnDisk(Path binary, Path database) implements ServerProgram {
    @Override
    public List<String> argv(int port, int uiPort) {
      return List.of(
          binary.toString(),
          "server",
          "start-dev",
          "--ip=127.0.0.1",
          "--port=" + port,
          "--ui-ip=127.0.0.1",
          "--ui-port=" + uiPort,
          "--db-filename=" + database,
          "--log-level=error",
          // SQLite must sync, so that completed work survives a power cut.
          "--sqlite-pragma=journal_mode=wal",
          "--sqlite-pragma=synchronous=full");
    }

    @Override
    public Optional<Integer> ui(int uiPort) {
      return Optional.of(uiPort);
    }

    @Override
    public boolean inMemory() {
      return false;
    }
  }

  /** The SDK's test server in its own Java process, for hosts where nothing else is available. */
  record InMemory() implements ServerProgram {
    @Override
    public List<String> argv(int port, int uiPort) {
      return JavaProgram.argv(InMemoryServer.class.getName(), List.of(String.valueOf(port)));
    }

    @Override
    public Optional<Integer> ui(int uiPort) {
      return Optional.empty();
    }

    @Override
    public boolean inMemory() {
      return true;
    }
  }
}
