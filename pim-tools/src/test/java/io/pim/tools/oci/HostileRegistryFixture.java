package io.pim.tools.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.pim.model.failure.BuildFailure;
import io.pim.tools.tls.ServerTrust;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;

/** A registry with scripted answers, and a second server to which it may lead PIM. */
abstract class HostileRegistryFixture {
  static final RegistryLogin LOGIN = new RegistryLogin("pim", "correct horse");

  HttpServer registry;
  HttpServer elsewhere;
  final List<String> strangersHeard = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() throws IOException {
    registry = server();
    elsewhere = server();
    elsewhere.createContext(
        "/",
        exchange -> {
          strangersHeard.add(
              exchange.getRequestURI() + " " + exchange.getRequestHeaders().entrySet());
          answer(exchange, 200, "{}");
        });
  }

  static HttpServer server() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    return server;
  }

  @AfterEach
  void stop() {
    registry.stop(0);
    elsewhere.stop(0);
  }

  static void answer(HttpExchange exchange, int status, String body, String... headers)
      throws IOException {
    for (int i = 0; i < headers.length; i += 2) {
      exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
    }
    exchange.getRequestBody().readAllBytes();
    byte[] bytes = body.getBytes(UTF_8);
    boolean none = exchange.getRequestMethod().equals("HEAD") || bytes.length == 0;
    exchange.sendResponseHeaders(status, none ? -1 : bytes.length);
    if (!none) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  String url(HttpServer server, String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  void serve(String path, HttpHandler handler) {
    registry.createContext(path, handler);
  }

  Repository repository() {
    return Repository.open(
        RegistryAddress.of("127.0.0.1:" + registry.getAddress().getPort() + "/a/b", true),
        Optional.of(LOGIN),
        new ServerTrust.OfSystem(),
        ProxySelector.of(null),
        1024);
  }

  static BuildFailure fails(Executable act) {
    BuildFailure failure = assertThrows(BuildFailure.class, act);
    assertFalse(failure.report().toString().contains("horse"), failure.report().toString());
    return failure;
  }
}
