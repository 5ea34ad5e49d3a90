package io.pim.cli.temporal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

/** TCP ports of 127.0.0.1. */
public final class Ports {
  private static final int ANY = 0;

  private Ports() {}

  /** The configured ports of the server and its Web UI; if these are in use, others are taken. */
  record Wanted(int server, int ui) {}

  /** The first preferred port that is free, else any free port. */
  static int free(List<Integer> preferred) {
    return preferred.stream().filter(Ports::isFree).findFirst().orElseGet(Ports::any);
  }

  /** Whether something answers on a port. */
  static boolean answers(int port, Duration limit) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(loopback(), port), (int) limit.toMillis());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether a server could listen on a port now. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, loopback())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static int any() {
    try (ServerSocket socket = new ServerSocket(ANY, 1, loopback())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException("127.0.0.1 has no free port", e);
    }
  }

  private static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }
}
