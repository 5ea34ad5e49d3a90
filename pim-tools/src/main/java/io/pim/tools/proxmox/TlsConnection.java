package io.pim.tools.proxmox;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import javax.net.ssl.SSLSocket;

/**
 * One connection. A request that changes something needs one of its own: Proxmox closes idle
 * connections after five seconds, and may or may not have acted on a request that arrives just
 * then.
 *
 * <p>It uses a channel, so that an interrupt ends every wait.
 */
final class TlsConnection implements AutoCloseable {
  private final SocketChannel channel;
  private final SSLSocket socket;
  private InputStream in;

  TlsConnection(SocketChannel channel, SSLSocket socket) {
    this.channel = channel;
    this.socket = socket;
  }

  OutputStream out() throws IOException {
    return socket.getOutputStream();
  }

  /** The bytes of answers. Each read waits at most {@code silence}; zero for no limit. */
  InputStream in(Duration silence) throws IOException {
    socket.setSoTimeout((int) silence.toMillis());
    if (in == null) {
      in = new BufferedInputStream(socket.getInputStream());
    }
    return in;
  }

  /** An error's message; for some of Java's errors only the name. */
  static String text(IOException e) {
    if (e instanceof SocketTimeoutException) {
      return "no answer in time";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /**
   * Closes the channel under the socket: that never waits, while a TLS socket waits for its writer.
   */
  @Override
  public void close() {
    close(channel);
  }

  static void close(SocketChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // Nothing is lost: the answer was read, or the failure is known already.
      }
    }
  }
}
