package io.pim.tools.qmp;

import io.pim.tools.process.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A unix socket that carries lines. Even a hostile peer cannot make the caller wait beyond its
 * deadline, or hold more than one line of bounded length in memory.
 */
final class LineSocket implements AutoCloseable {
  private static final int CHUNK_BYTES = 64 * 1024;
  private static final Duration LOOK = Duration.ofMillis(50);

  private final SocketChannel channel;
  private final Selector selector;
  private final int mostLineBytes;
  private final ByteBuffer received = ByteBuffer.allocate(CHUNK_BYTES).flip();

  private LineSocket(SocketChannel channel, Selector selector, int mostLineBytes) {
    this.channel = channel;
    this.selector = selector;
    this.mostLineBytes = mostLineBytes;
  }

  /** Connects. When the queue of a stopped server is full, this waits until there is room. */
  static LineSocket connect(Path path, int mostLineBytes, Deadline deadline) throws IOException {
    while (true) {
      try {
        return tryToConnect(path, mostLineBytes);
      } catch (SocketTimeoutException e) {
        if (deadline.isOver()) {
          throw e;
        }
        // The system does not report when there is room, so poll.
        pause(deadline.remaining(LOOK));
      }
    }
  }

  private static void pause(Duration time) throws InterruptedIOException {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a connection");
    }
  }

  private static LineSocket tryToConnect(Path path, int mostLineBytes) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.configureBlocking(false);
      call(channel, path);
      Selector selector = Selector.open();
      channel.register(selector, 0);
      return new LineSocket(channel, selector, mostLineBytes);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Makes the call. A full queue gives EAGAIN (unix(7)), for which Java has no exception type. */
  private static void call(SocketChannel channel, Path path) throws IOException {
    try {
      if (channel.connect(UnixDomainSocketAddress.of(path))) {
        return;
      }
    } catch (ConnectException | BindException e) {
      // Nobody listens there, or this user has no access.
      throw e;
    } catch (SocketException e) {
      if (Files.notExists(path)) {
        throw e;
      }
    }
    throw new SocketTimeoutException("the listener at " + path + " accepts no connection");
  }

  void send(byte[] bytes, Deadline deadline) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    while (rest.hasRemaining()) {
      if (channel.write(rest) == 0) {
        await(SelectionKey.OP_WRITE, deadline);
      }
    }
  }

  /** Waits for input, or for the end of the connection; false if the deadline comes first. */
  boolean awaitInput(Deadline deadline) throws IOException {
    boolean ready = received.hasRemaining();
    while (!ready && !deadline.isOver()) {
      ready = await(SelectionKey.OP_READ, deadline);
    }
    return ready;
  }

  /** The next line, without its line end. */
  String readLine(Deadline deadline) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (byte next = read(deadline); next != '\n'; next = read(deadline)) {
      if (line.size() == mostLineBytes) {
        throw new ProtocolException("a message of more than " + mostLineBytes + " bytes");
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /** Discards input up to and including {@code mark}. */
  void skipPast(byte mark, Deadline deadline) throws IOException {
    byte next = read(deadline);
    while (next != mark) {
      next = read(deadline);
    }
  }

  private byte read(Deadline deadline) throws IOException {
    if (!received.hasRemaining()) {
      fill(deadline);
    }
    return received.get();
  }

  private void fill(Deadline deadline) throws IOException {
    received.clear();
    int count = 0;
    try {
      while (count == 0) {
        // Checked for every chunk, because a peer might never stop sending.
        await(SelectionKey.OP_READ, deadline);
        count = channel.read(received);
      }
    } finally {
      received.flip();
    }
    if (count < 0) {
      throw new EOFException("the peer closed the connection");
    }
  }

  /** Waits until the channel is ready for the operation; false if the deadline comes first. */
  private boolean await(int operation, Deadline deadline) throws IOException {
    channel.keyFor(selector).interestOps(operation);
    Duration left = deadline.remaining();
    if (left.isZero()) {
      throw new SocketTimeoutException("no answer within the limit");
    }
    // To the selector, 0 ms means no limit.
    boolean ready = selector.select(Math.max(1, left.toMillis())) > 0;
    selector.selectedKeys().clear();
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted while waiting for an answer");
    }
    return ready;
  }

  @Override
  public void close() throws IOException {
    try (selector) {
      channel.close();
    }
  }
}
