package io.pim.tools.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A virtual machine's serial console, as bytes. QEMU serves one client at a time, and others wait
 * without any message: check {@link #isTaken} first.
 */
public final class SerialSocket implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final SocketChannel channel;

  private SerialSocket(SocketChannel channel) {
    this.channel = channel;
  }

  public static SerialSocket connect(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return new SerialSocket(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Whether a client is attached to a console now.
   *
   * @param monitor the machine's QMP socket
   * @param console the character device's id on the command line
   */
  public static boolean isTaken(Path monitor, String console) throws IOException {
    try (QmpClient client = QmpClient.connect(monitor, LIMIT)) {
      for (JsonNode device : client.execute("query-chardev", Map.of(), LIMIT)) {
        if (device.path("label").asText().equals(console)) {
          return !device.path("filename").asText().startsWith("disconnected:");
        }
      }
      return false;
    }
  }

  /**
   * Waits for bytes from the guest.
   *
   * @return the number of bytes; -1 when QEMU or {@link #close} has ended the connection
   */
  public int read(byte[] into) throws IOException {
    try {
      return channel.read(ByteBuffer.wrap(into));
    } catch (AsynchronousCloseException e) {
      return -1;
    } catch (ClosedChannelException e) {
      return -1;
    }
  }

  public void write(byte[] bytes, int length) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes, 0, length);
    while (rest.hasRemaining()) {
      channel.write(rest);
    }
  }

  /** Closes the connection, even while another thread waits in {@link #read}. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
