package io.pim.e2e;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Stops scripts in guests until it opens, so that a test can act in the meantime. */
final class Gate implements AutoCloseable {
  /** The address of this machine's loopback in a guest on QEMU's own network. */
  private static final String HOST = "10.0.2.2";

  private final HttpServer server;
  private final AtomicBoolean open = new AtomicBoolean();
  private final AtomicInteger asked = new AtomicInteger();

  private Gate(HttpServer server) {
    this.server = server;
  }

  static Gate closed() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    Gate gate = new Gate(server);
    server.createContext(
        "/",
        exchange -> {
          gate.asked.incrementAndGet();
          exchange.sendResponseHeaders(gate.open.get() ? 200 : 503, -1);
          exchange.close();
        });
    server.start();
    return gate;
  }

  /** Lines of a script that wait until the gate opens. */
  String lines() {
    return "until busybox wget -q -O /dev/null http://%s:%d/; do sleep 1; done\n"
        .formatted(HOST, server.getAddress().getPort());
  }

  /** Whether a script has reached it. */
  boolean isReached() {
    return asked.get() > 0;
  }

  void open() {
    open.set(true);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
