package io.pim.tools.proxmox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves one file to the nodes of a cluster, at an address that only they get, until it is closed.
 * Everybody who knows the address gets the file; nobody else gets anything.
 */
public final class ImageServer implements AutoCloseable {
  /** A node fetches once; strangers that hold connections open must not block it. */
  private static final int CONNECTIONS = 8;

  private static final int BUFFER = 1 << 16;
  private static final Pattern FROM = Pattern.compile("bytes=(\\d{1,18})-");

  private final UploadFile file;
  private final String host;
  private final String path;
  private final HttpServer server;
  private final ExecutorService threads;
  private final AtomicLong sent = new AtomicLong();

  private ImageServer(UploadFile file, String host, HttpServer server) {
    this.file = file;
    this.host = host;
    this.path = "/" + UUID.randomUUID() + "/" + file.name();
    this.server = server;
    this.threads =
        Executors.newFixedThreadPool(
            CONNECTIONS,
            work -> {
              Thread thread = new Thread(work, "image-server");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts it on all addresses of this host.
   *
   * @param host the name by which the nodes reach this host
   * @param port empty for any free one
   */
  public static ImageServer start(UploadFile file, String host, Optional<Integer> port)
      throws IOException {
    ImageServer server =
        new ImageServer(
            file, host, HttpServer.create(new InetSocketAddress(port.orElse(0)), CONNECTIONS));
    server.server.setExecutor(server.threads);
    server.server.createContext("/", server::answer);
    server.server.start();
    return server;
  }

  /** The URL of the file for the nodes; a secret. */
  public URI address() {
    return URI.create("http://" + host + ":" + server.getAddress().getPort() + path);
  }

  /** The bytes that were sent so far. */
  public long sent() {
    return sent.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean head = exchange.getRequestMethod().equals("HEAD");
      if (!exchange.getRequestURI().getPath().equals(path)
          || !(head || exchange.getRequestMethod().equals("GET"))) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      long from = from(exchange);
      if (from >= file.size() && from > 0) {
        exchange.sendResponseHeaders(416, -1);
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
      exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
      if (from > 0) {
        exchange
            .getResponseHeaders()
            .set("Content-Range", "bytes " + from + "-" + (file.size() - 1) + "/" + file.size());
      }
      int status = from > 0 ? 206 : 200;
      if (head) {
        exchange.getResponseHeaders().set("Content-Length", Long.toString(file.size()));
        exchange.sendResponseHeaders(status, -1);
        return;
      }
      exchange.sendResponseHeaders(status, file.size() - from);
      send(from, exchange.getResponseBody());
    }
  }

  /** The byte from which a client wants to continue after a broken connection. */
  private static long from(HttpExchange exchange) {
    String range = exchange.getRequestHeaders().getFirst("Range");
    Matcher matcher = FROM.matcher(range == null ? "" : range);
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
  }

  private void send(long from, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file.path())) {
      in.skipNBytes(from);
      sent.set(from);
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        sent.addAndGet(n);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
