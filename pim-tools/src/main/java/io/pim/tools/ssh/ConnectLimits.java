package io.pim.tools.ssh;

import java.time.Duration;

/**
 * How long the parts of a connection may take.
 *
 * @param tcp until the connection is made
 * @param banner until the server says its version; QEMU's user-mode network takes connections for a
 *     guest that does not listen yet, so this is where such an attempt ends
 * @param reply until the server answers one request, key exchange and login among them
 * @param keepAlive how often a server is asked whether it is there; after five questions without an
 *     answer the connection counts as lost
 */
public record ConnectLimits(Duration tcp, Duration banner, Duration reply, Duration keepAlive) {
  /** For a guest on this host, also one without an accelerator: lost after 25 seconds. */
  public static ConnectLimits forLocalGuest() {
    return new ConnectLimits(
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(60),
        Duration.ofSeconds(5));
  }
}
