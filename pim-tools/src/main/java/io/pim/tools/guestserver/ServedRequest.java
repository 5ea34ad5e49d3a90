package io.pim.tools.guestserver;

import java.time.Instant;

/**
 * One request that was answered, or a connection that asked for nothing answerable.
 *
 * @param path what was asked for, printable and shortened, the secret masked
 * @param status the HTTP status of the answer; 0 where the client went away or was cut off
 * @param bytes how many bytes of the answer's body were sent
 */
public record ServedRequest(
    Instant time, String client, String method, String path, int status, long bytes) {

  /** For logs. */
  @Override
  public String toString() {
    return client + " " + method + " " + path + " " + status + " " + bytes;
  }
}
