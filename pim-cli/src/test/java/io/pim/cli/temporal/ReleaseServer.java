package io.pim.cli.temporal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Serves a release on loopback: complete, truncated, behind a redirect, or not at all. */
final class ReleaseServer implements AutoCloseable {
  private final HttpServer server;
  private final byte[] archive;

  ReleaseServer(byte[] archive) throws IOException {
    this.archive = archive;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/whole/", exchange -> answer(exchange, archive.length));
    server.createContext("/torn/", exchange -> answer(exchange, archive.length / 2));
    server.createContext("/moved/", this::redirect);
    server.start();
  }

  /** A URL template for {@link TemporalRelease}; {@code way} is whole, torn, moved or another. */
  String template(String way) {
    return "http://127.0.0.1:"
        + server.getAddress().getPort()
        + "/"
        + way
        + "/temporal_{version}_{os}_{arch}.tar.gz";
  }

  private void answer(HttpExchange exchange, int bytes) throws IOException {
    exchange.sendResponseHeaders(200, archive.length);
    exchange.getResponseBody().write(archive, 0, bytes);
    exchange.close();
  }

  private void redirect(HttpExchange exchange) throws IOException {
    String to = exchange.getRequestURI().getPath().replace("/moved/", "/whole/");
    exchange.getResponseHeaders().add("Location", to);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
