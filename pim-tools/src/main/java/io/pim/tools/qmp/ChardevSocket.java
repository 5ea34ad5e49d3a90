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
 * The host's end of one of a virtual machine's character devices, as bytes: the serial console or a
 * virtio port. QEMU serves one client at a time, and others wait without any message: check {@link
 * #isTaken} where another client is likely.
 */
public final class ChardevSocket implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final SocketChannel channel;

  private ChardevSocket(SocketChannel channel) {
    this.channel = channel;
  }

  public static ChardevSocket connect(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      // A blocking connect waits without a limit once QEMU's short queue of callers is full.
      channel.configureBlocking(false);
      if (!channel.connect(UnixDomainSocketAddress.of(socket))) {
        throw new IOException("QEMU serves another client, and others wait already");
      }
      channel.configureBlocking(true);
      return new ChardevSocket(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Whether a client is attached to a device now.
   *
   * @param monitor the machine's QMP socket
   * @param id the character device's id on the command line
   */
  public static boolean isTaken(Path monitor, String id) throws IOException {
    try (QmpClient client = QmpClient.connect(monitor, LIMIT)) {
      for (JsonNode device : client.execute("query-chardev", Map.of(), LIMIT)) {
        if (device.path("label").asText().equals(id)) {
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
    return read(into, 0, into.length);
  }

  /** As {@link #read(byte[])}, into a part of an array. */
  public int read(byte[] into, int offset, int length) throws IOException {
    try {
      return channel.read(ByteBuffer.wrap(into, offset, length));
    } catch (AsynchronousCloseException e) {
      return -1;
    } catch (ClosedChannelException e) {
      return -1;
    }
  }

  public void write(byte[] bytes, int length) throws IOException {
    write(bytes, 0, length);
  }

  /** Sends a part of an array; waits while QEMU takes nothing. */
  public void write(byte[] bytes, int offset, int length) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
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
