package io.pim.cli.temporal;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A Temporal server that can be started on this host. */
interface ServerProgram {
  /**
   * The command line.
   *
   * @param port to answer gRPC at, on 127.0.0.1
   * @param uiPort for the Web UI, on 127.0.0.1; of no use without one
   */
  List<String> argv(int port, int uiPort);

  /** The Web UI's port, where there is a Web UI. */
  Optional<Integer> ui(int uiPort);

  /** Whether it forgets everything when it ends. */
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
          // What a build has completed must still be there after the power went.
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

  /**
   * The SDK's test server in a Java machine of its own: for hosts where nothing else can be had.
   */
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
