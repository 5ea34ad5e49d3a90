package io.pim.e2e.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** Serves the files of a folder on loopback, as Packer does. */
final class WebServer {
  private final HttpServer server;
  private final Path folder;

  private WebServer(HttpServer server, Path folder) {
    this.server = server;
    this.folder = folder;
  }

  static WebServer of(Path folder, int port) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    WebServer web = new WebServer(server, folder);
    server.createContext("/", web::answer);
    server.start();
    return web;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Path file = folder.resolve(exchange.getRequestURI().getPath().substring(1)).normalize();
      if (file.getParent().equals(folder) && Files.isRegularFile(file)) {
        byte[] body = Files.readAllBytes(file);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  void close() {
    server.stop(0);
  }
}
