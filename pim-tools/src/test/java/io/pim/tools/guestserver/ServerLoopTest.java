package io.pim.tools.guestserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server must recover from an error of the operating system. */
@Timeout(60)
class ServerLoopTest {
  private final CompletableFuture<Throwable> died = new CompletableFuture<>();
  private final Thread.UncaughtExceptionHandler before =
      Thread.getDefaultUncaughtExceptionHandler();
  private ServerSocketChannel listener;
  private ServerLoop loop;

  /** A handler like a worker's, which ends the worker when one of its threads dies. */
  @BeforeEach
  void watch() {
    Thread.setDefaultUncaughtExceptionHandler((thread, cause) -> died.complete(cause));
  }

  @AfterEach
  void close() {
    loop.close();
    Thread.setDefaultUncaughtExceptionHandler(before);
  }

  private InetSocketAddress start(ServerLoop.Look look) throws IOException {
    listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    listener.configureBlocking(false);
    InetSocketAddress address = (InetSocketAddress) listener.getLocalAddress();
    Catalogue catalogue = new Catalogue(new Entrance.Open());
    catalogue.replace(List.of(Resource.text("preseed.cfg", "d-i x")));
    loop = new ServerLoop(listener, look, catalogue, Clients.ANYBODY, request -> {});
    loop.start("test-server");
    return address;
  }

  private static String ask(InetSocketAddress server) throws IOException {
    try (Socket client = new Socket(server.getAddress(), server.getPort())) {
      client
          .getOutputStream()
          .write(
              "GET /preseed.cfg HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void servesAfterAFailedSelect() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    CompletableFuture<Void> failedTwice = new CompletableFuture<>();
    InetSocketAddress server =
        start(
            (selector, ready, millis) -> {
              int look = looks.incrementAndGet();
              if (look <= 2) {
                throw new IOException("out of memory");
              }
              failedTwice.complete(null);
              selector.select(ready, millis);
            });
    failedTwice.get(30, TimeUnit.SECONDS);

    assertTrue(ask(server).endsWith("d-i x"));
    assertEquals(Optional.empty(), loop.failure());
  }

  @Test
  void endsWithAnErrorIfEverySelectFails() throws Exception {
    start(
        (selector, ready, millis) -> {
          throw new IOException("out of memory");
        });

    Throwable cause = died.get(30, TimeUnit.SECONDS);

    assertInstanceOf(UncheckedIOException.class, cause);
    assertEquals("out of memory", loop.failure().orElseThrow().getMessage());
    assertTrue(!listener.isOpen(), "its port is free again");
  }
}
