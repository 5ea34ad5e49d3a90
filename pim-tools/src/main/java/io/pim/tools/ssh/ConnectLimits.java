package io.pim.tools.ssh;

import java.time.Duration;

/**
 * The time limits of a connection.
 *
 * @param tcp until the TCP connection is made
 * @param banner until the server sends its version; QEMU's user-mode network accepts connections
 *     even if the guest does not listen yet, so an attempt then ends at this limit
 * @param reply until the server answers one request, including key exchange and login
 * @param keepAlive the interval of keep-alive requests; after five without an answer the connection
 *     is lost
 */
public record ConnectLimits(Duration tcp, Duration banner, Duration reply, Duration keepAlive) {
  /**
   * For a guest on this host, with or without an accelerator; a connection is lost after 25
   * seconds.
   */
  public static ConnectLimits forLocalGuest() {
    return new ConnectLimits(
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(60),
        Duration.ofSeconds(5));
  }

  /** For a host in a network; a connection is lost after 25 seconds. */
  public static ConnectLimits forRemoteHost() {
    return new ConnectLimits(
        Duration.ofSeconds(15),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        Duration.ofSeconds(5));
  }
}
