package io.pim.tools.proxmox;

import io.pim.tools.process.Deadline;
import io.pim.tools.proxmox.ApiException.Unreachable;
import io.pim.tools.proxmox.ApiException.Untrusted;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Sends requests that change nothing. They share one connection while the server keeps it, which
 * saves each of them a TLS handshake.
 */
final class Reads implements AutoCloseable {
  /** The server closes a connection that was idle for five seconds. */
  private static final Duration KEPT = Duration.ofSeconds(4);

  private final TlsClient connections;
  private Optional<TlsConnection> kept = Optional.empty();
  private Deadline end = Deadline.in(Duration.ZERO);

  Reads(TlsClient connections) {
    this.connections = connections;
  }

  /**
   * Sends a request and reads the answer. If the server closes a kept connection meanwhile, sends
   * the request again over a new one.
   *
   * @param silence how long each read of the answer may take
   */
  HttpAnswer send(byte[] request, Duration silence)
      throws IOException, Unreachable, Untrusted, InterruptedException {
    Optional<TlsConnection> idle = take();
    if (idle.isPresent()) {
      try {
        return exchange(idle.get(), request, silence);
      } catch (IOException e) {
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while reading");
        }
      }
    }
    return exchange(connections.open(), request, silence);
  }

  private HttpAnswer exchange(TlsConnection connection, byte[] request, Duration silence)
      throws IOException {
    boolean stays = false;
    try {
      connection.out().write(request);
      connection.out().flush();
      HttpAnswer answer = HttpAnswer.read(connection.in(silence));
      stays = answer.keepsConnection();
      return answer;
    } finally {
      if (stays) {
        keep(connection);
      } else {
        connection.close();
      }
    }
  }

  private synchronized Optional<TlsConnection> take() {
    Optional<TlsConnection> idle = kept;
    kept = Optional.empty();
    if (idle.isPresent() && end.isOver()) {
      idle.get().close();
      return Optional.empty();
    }
    return idle;
  }

  private synchronized void keep(TlsConnection connection) {
    close();
    kept = Optional.of(connection);
    end = Deadline.in(KEPT);
  }

  @Override
  public synchronized void close() {
    kept.ifPresent(TlsConnection::close);
    kept = Optional.empty();
  }
}
