package io.pim.worker.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.pim.model.unit.ListenAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Serves {@code /metrics} over HTTP, as Prometheus requests it. Nobody needs to log in: the metrics
 * name the host, but no build and no secret.
 */
final class MetricsEndpoint implements AutoCloseable {
  /** The only path. */
  static final String PATH = "/metrics";

  /** Bounds the requests at the same time; clients that stall must not take all of them at once. */
  private static final int CONNECTIONS = 8;

  private static final String CLIENT_SECONDS = "30";

  private final ListenAddress address;
  private final HttpServer server;
  private final ExecutorService threads;
  private final Supplier<String> metrics;
  private final String contentType;

  private MetricsEndpoint(
      ListenAddress address, HttpServer server, Supplier<String> metrics, String contentType) {
    this.address = address;
    this.server = server;
    this.metrics = metrics;
    this.contentType = contentType;
    this.threads =
        Executors.newFixedThreadPool(
            CONNECTIONS,
            work -> {
              Thread thread = new Thread(work, "pim-metrics");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Listens at an address.
   *
   * @throws IOException when that is not possible; the message says what to do
   */
  static MetricsEndpoint open(ListenAddress address, Supplier<String> metrics, String contentType)
      throws IOException {
    // Java's server reads these once: the seconds after which it drops a client that stalls.
    System.setProperty("sun.net.httpserver.maxReqTime", CLIENT_SECONDS);
    System.setProperty("sun.net.httpserver.maxRspTime", CLIENT_SECONDS);
    HttpServer server;
    try {
      server = HttpServer.create(address.socket(), CONNECTIONS);
    } catch (IOException e) {
      throw new IOException(
          "the metrics are not served, but builds run: cannot listen at "
              + address
              + " ("
              + e.getMessage()
              + "). End the program that has the port, and the worker will serve them; or set another"
              + " address in worker.metrics of your own pim.yml, and restart the worker",
          e);
    }
    MetricsEndpoint endpoint = new MetricsEndpoint(address, server, metrics, contentType);
    server.setExecutor(endpoint.threads);
    server.createContext("/", endpoint::answer);
    server.start();
    return endpoint;
  }

  String url() {
    return "http://" + address.host() + ":" + server.getAddress().getPort() + PATH;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals(PATH)) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      if (!exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET");
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      byte[] body = metrics.get().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", contentType);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
