package io.pim.e2e.chaos;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** A relay before a server that counts the bytes from the server's clients. */
final class CountingRelay implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;

  private final SocketAddress server;
  private final AtomicLong received = new AtomicLong();
  private SocketAddress own;
  private ServerSocketChannel listener;
  private Thread listening;

  private CountingRelay(SocketAddress server, SocketAddress own) throws IOException {
    this.server = server;
    this.own = own;
    up();
    this.own = listener.getLocalAddress();
  }

  /** Relays a loopback port from a new port. */
  static CountingRelay ofPort(int port) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    return new CountingRelay(
        new InetSocketAddress(loopback, port), new InetSocketAddress(loopback, 0));
  }

  /** Relays a socket from a new socket. */
  static CountingRelay ofSocket(Path socket, Path own) throws IOException {
    return new CountingRelay(UnixDomainSocketAddress.of(socket), UnixDomainSocketAddress.of(own));
  }

  int port() {
    return ((InetSocketAddress) own).getPort();
  }

  /** The bytes that the server got since the last reset, including those of the protocol. */
  long received() {
    return received.get();
  }

  /** Returns {@link #received}, and counts from zero again. */
  long takeReceived() {
    return received.getAndSet(0);
  }

  /** Accepts no more connections, like a dead server. */
  void down() throws IOException {
    listener.close();
    try {
      // Until this thread has ended, the kernel accepts connections, and the address is in use.
      listening.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
    if (own instanceof UnixDomainSocketAddress socket) {
      Files.deleteIfExists(socket.getPath());
    }
  }

  /** Accepts connections again, at the same address. */
  void up() throws IOException {
    listener =
        ServerSocketChannel.open(
            own instanceof UnixDomainSocketAddress
                ? StandardProtocolFamily.UNIX
                : StandardProtocolFamily.INET);
    listener.bind(own);
    ServerSocketChannel its = listener;
    listening = daemon(() -> listen(its));
  }

  private void listen(ServerSocketChannel its) throws IOException {
    while (true) {
      SocketChannel client = its.accept();
      daemon(() -> serve(client));
    }
  }

  private void serve(SocketChannel client) throws IOException {
    try (client;
        SocketChannel its = SocketChannel.open(server)) {
      Thread back = daemon(() -> pump(its, client, new AtomicLong()));
      pump(client, its, received);
      back.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Copies until one side has ended; then closes the other side's stream. */
  private static void pump(SocketChannel from, SocketChannel to, AtomicLong count)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    try {
      while (from.read(buffer.clear()) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          count.addAndGet(to.write(buffer));
        }
      }
      to.shutdownOutput();
    } catch (IOException e) {
      // One side has ended the connection.
      from.close();
      to.close();
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static Thread daemon(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // The relay is down, or one side has closed the connection.
              }
            },
            "counting-relay");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Override
  public void close() throws IOException {
    down();
  }
}
