package io.pim.tools.guestserver;

import java.net.InetSocketAddress;
import java.time.Instant;

/**
 * One request that was answered, or a connection that asked for nothing answerable.
 *
 * @param path what was asked for, printable and shortened, the secret masked
 * @param knowsSecret whether it was asked for under the server's own path, so by somebody who was
 *     told of it; of a server without a secret, everybody was
 * @param status the HTTP status of the answer; 0 where the client went away or was cut off
 * @param bytes how many bytes of the answer's body were sent
 */
public record ServedRequest(
    Instant time,
    String client,
    String method,
    String path,
    boolean knowsSecret,
    int status,
    long bytes) {

  /** A connection that was closed at once, because it is not one of those who are served. */
  static ServedRequest refused(Instant time, InetSocketAddress client) {
    return new ServedRequest(
        time, text(client), "-", "(refused: it does not come from the guest)", false, 0, 0);
  }

  static String text(InetSocketAddress client) {
    return client.getAddress().getHostAddress() + ":" + client.getPort();
  }

  /** For logs. */
  @Override
  public String toString() {
    return client + " " + method + " " + path + " " + status + " " + bytes;
  }
}
