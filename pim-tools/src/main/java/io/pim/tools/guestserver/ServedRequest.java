package io.pim.tools.guestserver;

import java.net.InetSocketAddress;
import java.time.Instant;

/**
 * One answered request, or a connection without a valid request.
 *
 * @param path the requested path: printable, shortened, with the secret masked
 * @param knowsSecret whether the path is the server's own, so the client knows the secret; always
 *     true for a server without a secret
 * @param status the HTTP status of the answer; 0 when the client left or was cut off
 * @param bytes the number of body bytes sent
 */
public record ServedRequest(
    Instant time,
    String client,
    String method,
    String path,
    boolean knowsSecret,
    int status,
    long bytes) {

  /** A connection that was closed at once, because {@link Clients} does not accept it. */
  static ServedRequest refused(Instant time, InetSocketAddress client) {
    return new ServedRequest(
        time, text(client), "-", "(refused: it does not come from the guest)", false, 0, 0);
  }

  static String text(InetSocketAddress client) {
    return client.getAddress().getHostAddress() + ":" + client.getPort();
  }

  /** The request as text for logs. */
  @Override
  public String toString() {
    return client + " " + method + " " + path + " " + status + " " + bytes;
  }
}
