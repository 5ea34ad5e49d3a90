package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.tools.process.ProcessIdentity;
import io.pim.tools.process.Tools;
import io.pim.worker.connection.ServerState;
import io.pim.worker.connection.ServiceAddress;
import io.pim.worker.connection.TemporalConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** A real Temporal server that runs during a test. */
final class DevServer implements AutoCloseable {
  private final Process process;
  private final ServerState state;

  private DevServer(Process process, ServerState state) {
    this.process = process;
    this.state = state;
  }

  /** Starts a server and waits for it. Skips the test if the program is missing. */
  static DevServer start(Path folder) throws Exception {
    return start(folder, OptionalInt.empty());
  }

  /** Starts a server in place of one that has ended. */
  static DevServer startAt(int port, Path folder) throws Exception {
    return start(folder, OptionalInt.of(port));
  }

  private static DevServer start(Path folder, OptionalInt port) throws Exception {
    Optional<Path> program =
        Optional.ofNullable(System.getenv("PIM_TEST_TEMPORAL"))
            .map(Path::of)
            .or(() -> Tools.of(System.getenv()).find("temporal"));
    assumeTrue(program.isPresent(), "no temporal on PATH, and PIM_TEST_TEMPORAL is not set");
    Optional<DevServer> server = Optional.empty();
    // The server also picks other ports, which another process may take first.
    for (int tries = 0; server.isEmpty() && tries < 5; tries++) {
      server = start(program.get(), folder, port.isPresent() ? port.getAsInt() : freePort());
    }
    if (server.isEmpty()) {
      throw new AssertionError(Files.readString(folder.resolve("server.log")));
    }
    return server.get();
  }

  /** Empty if the server ended before it answered. */
  private static Optional<DevServer> start(Path program, Path folder, int port) throws Exception {
    Process process =
        new ProcessBuilder(
                program.toString(),
                "server",
                "start-dev",
                "--headless",
                "--ip",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--log-level",
                "never")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("server.log").toFile())
            .start();
    ProcessIdentity identity = ProcessIdentity.of(process.toHandle()).orElseThrow();
    DevServer server =
        new DevServer(
            process, new ServerState(identity, port, Optional.empty(), false, Optional.of("")));
    until("the server answers", () -> !server.isAlive() || server.answers());
    return Optional.of(server).filter(DevServer::isAlive);
  }

  private boolean answers() {
    try {
      TemporalConnection.probe(address(), Duration.ofSeconds(30)).close();
      return true;
    } catch (BuildFailure e) {
      return false;
    }
  }

  ServiceAddress address() {
    return ServiceAddress.local(state);
  }

  ServerState state() {
    return state;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void end() {
    process.destroy();
    process.onExit().join();
  }

  @Override
  public void close() {
    end();
  }

  static void until(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.call()) {
      assertTrue(System.nanoTime() - deadline < 0, "never came true: " + what);
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
