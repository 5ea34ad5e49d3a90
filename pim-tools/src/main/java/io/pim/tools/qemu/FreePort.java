package io.pim.tools.qemu;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Finds unused ports of 127.0.0.1. */
final class FreePort {
  private FreePort() {}

  /** A port that was free a moment ago. Another program may still take it first. */
  static int find() throws IOException {
    try (ServerSocket socket =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      return socket.getLocalPort();
    }
  }
}
