package io.pim.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CountingRelayTest {
  private static final byte[] MUCH = new byte[300_000];

  @Test
  void countsTheServersInputAndReturnsItsAnswer() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        CountingRelay relay = CountingRelay.ofPort(server.getLocalPort())) {
      CompletableFuture<byte[]> got =
          CompletableFuture.supplyAsync(
              () -> {
                try (Socket socket = server.accept()) {
                  byte[] all = socket.getInputStream().readAllBytes();
                  socket.getOutputStream().write(all, 0, 10);
                  return all;
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), relay.port())) {
        client.getOutputStream().write(MUCH);
        client.shutdownOutput();
        assertEquals(10, client.getInputStream().readAllBytes().length);
      }
      assertArrayEquals(MUCH, got.get(60, TimeUnit.SECONDS));
      assertEquals(MUCH.length, relay.received());
    }
  }

  @Test
  void refusesWhileDownAndReturnsAtTheSamePort() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        CountingRelay relay = CountingRelay.ofPort(server.getLocalPort())) {
      int port = relay.port();
      relay.down();
      assertThrows(
          ConnectException.class, () -> new Socket(InetAddress.getLoopbackAddress(), port).close());
      relay.up();
      new Socket(InetAddress.getLoopbackAddress(), port).close();
    }
  }

  @Test
  void relaysAUnixSocket(@TempDir Path folder) throws Exception {
    Path its = folder.resolve("server");
    Path own = folder.resolve("relay");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(its));
      CountingRelay relay = CountingRelay.ofSocket(its, own);
      relay.down();
      relay.up();
      try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(own));
          SocketChannel got = server.accept()) {
        client.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        client.shutdownOutput();
        assertArrayEquals(new byte[] {1, 2, 3}, Channels.newInputStream(got).readAllBytes());
      }
      assertEquals(3, relay.received());
      relay.close();
    }
  }
}
