package io.pim.e2e;

import io.pim.model.unit.ListenAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A loopback port that was free a moment ago. */
final class FreePort {
  private FreePort() {}

  static ListenAddress address() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new ListenAddress(ListenAddress.LOOPBACK, socket.getLocalPort());
    }
  }
}
