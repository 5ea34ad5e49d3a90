package io.pim.tools.qemu;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Finds ports of 127.0.0.1 that nobody uses. */
final class FreePort {
  private FreePort() {}

  /** One that was free a moment ago: another program may be quicker. */
  static int find() throws IOException {
    try (ServerSocket socket =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      return socket.getLocalPort();
    }
  }
}
