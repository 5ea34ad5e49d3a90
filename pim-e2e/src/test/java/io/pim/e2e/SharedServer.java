package io.pim.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.tools.process.Tools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A Temporal server that no PIM starts or stops, like a team's. */
public final class SharedServer implements AutoCloseable {
  private final Process process;
  private final int port;

  private SharedServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts a server, and waits until it answers. Skips the test if there is no {@code temporal}.
   */
  public static SharedServer start(Path folder) throws Exception {
    Optional<Path> program = Tools.of(System.getenv()).find("temporal");
    assumeTrue(program.isPresent(), "there is no temporal on PATH");
    int port = freePort();
    Path log = Files.createTempFile(folder, "server", ".log");
    Process process =
        new ProcessBuilder(
                program.get().toString(),
                "server",
                "start-dev",
                "--headless",
                "--ip",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--log-level",
                "error")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Waiting.until(
        Duration.ofMinutes(2), () -> answers(port), process::isAlive, () -> log + " says why");
    return new SharedServer(process, port);
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The port on loopback. */
  public int port() {
    return port;
  }

  /** The environment variables that select this server. */
  Map<String, String> variables() {
    return Map.of("TEMPORAL_ADDRESS", "127.0.0.1:" + port);
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
