package io.pim.host.iso;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.pim.model.failure.BuildFailure;
import io.pim.model.plan.IsoSource;
import io.pim.model.unit.Digest;
import io.pim.model.unit.Sha256;
import io.pim.tools.fetch.NetworkException;
import io.pim.tools.fetch.SmallFetch;
import io.pim.tools.fetch.WebClients;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server has two names, 127.0.0.1 and localhost, which are two hosts to a client. */
@Timeout(60)
class LoginClientTest {
  private static final String LOGIN = "Basic bmFtZTpzM2NyZXQ=";

  @TempDir Path temp;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private Map<String, String> environment;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    environment = netrc("# mirrors\nmachine 127.0.0.1\n  login name password s3cret\n");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Map<String, String> netrc(String text) throws IOException {
    Files.writeString(temp.resolve(".netrc"), text);
    return Map.of("HOME", temp.toString());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String login = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    String host = exchange.getRequestHeaders().getFirst("Host").replaceFirst(":.*", "");
    String path = exchange.getRequestURI().getPath();
    asked.add(host + path + " " + login);
    int status = 200;
    if (path.equals("/proxied")
        && !LOGIN.equals(exchange.getRequestHeaders().getFirst("Proxy-Authorization"))) {
      status = 407;
    } else if (path.startsWith("/on/")) {
      exchange.getResponseHeaders().add("Location", path + "1");
      status = 302;
    } else if (path.startsWith("/to/")) {
      exchange.getResponseHeaders().add("Location", "http:/" + path.substring(3).replace('+', ':'));
      status = 302;
    } else if (path.equals("/private") && !login.equals(LOGIN)) {
      status = 401;
    } else if (path.equals("/round")) {
      exchange.getResponseHeaders().add("Location", "/round");
      status = 301;
    } else if (path.equals("/nowhere")) {
      exchange.getResponseHeaders().add("Location", "file:///etc/passwd");
      status = 302;
    }
    byte[] body = "contents".getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, status == 200 ? body.length : -1);
    if (status == 200) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private URI at(String host, String path) {
    return URI.create("http://" + host + ":" + server.getAddress().getPort() + path);
  }

  private int get(String host, String path) throws Exception {
    HttpClient client = WebClients.of(environment);
    return client
        .send(HttpRequest.newBuilder(at(host, path)).build(), BodyHandlers.ofString())
        .statusCode();
  }

  private String redirect(String host, String path) {
    return "/to/" + host + "+" + server.getAddress().getPort() + path;
  }

  @Test
  void logsInOnlyAtTheHostOfTheEntry() throws Exception {
    assertEquals(200, get("127.0.0.1", "/private"));
    assertEquals(401, get("localhost", "/private"));
    assertEquals(List.of("127.0.0.1/private " + LOGIN, "localhost/private null"), asked);
  }

  @Test
  void doesNotSendTheLoginAfterARedirect() throws Exception {
    assertEquals(200, get("127.0.0.1", redirect("localhost", "/open")));
    assertEquals("localhost/open null", asked.get(1));
  }

  /** Anybody who answers for a host without TLS could have any login sent in plain text. */
  @Test
  void sendsNoLoginAfterARedirectWithoutTls() throws Exception {
    assertEquals(401, get("localhost", redirect("127.0.0.1", "/private")));
    assertEquals("127.0.0.1/private null", asked.get(1));
    assertEquals(200, get("127.0.0.1", redirect("127.0.0.1", "/private")));
  }

  @Test
  void limitsRedirects() throws Exception {
    String round = refusal("/round");
    assertTrue(round.contains("in a circle: http://127.0.0.1:"), round);
    assertTrue(round.contains("/round -> http://127.0.0.1:"), round);
    assertEquals(1, asked.size());
    String on = refusal("/on/1");
    assertTrue(on.contains("more than 5 times: http://127.0.0.1:"), on);
    assertTrue(on.contains("/on/1 -> http://127.0.0.1:"), on);
    String nowhere = refusal("/nowhere");
    assertTrue(nowhere.contains("'file:///etc/passwd', which is not an http or https"), nowhere);
  }

  private String refusal(String path) {
    return assertThrows(IOException.class, () -> get("127.0.0.1", path)).getMessage();
  }

  /** The server plays the proxy: it sees complete URLs. */
  @Test
  void logsInAtTheProxy() throws Exception {
    String proxy = "127.0.0.1:" + server.getAddress().getPort();
    environment = Map.of("http_proxy", "http://name:s3cret@" + proxy);
    assertEquals(200, proxied("http://mirror.example/proxied"));
    environment = Map.of("http_proxy", "http://" + proxy);
    NetworkException none =
        assertThrows(NetworkException.class, () -> proxied("http://mirror.example/proxied"));
    assertEquals("the proxy " + proxy + " requires a login (HTTP status 407)", none.getMessage());
    assertTrue(none.remedy().orElseThrow().contains("http_proxy to http://NAME:PASSWORD@"));
    environment = Map.of("all_proxy", "http://name:wrong@" + proxy);
    NetworkException wrong =
        assertThrows(NetworkException.class, () -> proxied("http://mirror.example/proxied"));
    assertTrue(wrong.getMessage().contains("refuses the login"), wrong.getMessage());
    assertFalse(wrong.getMessage().contains("wrong"), wrong.getMessage());
  }

  private int proxied(String url) throws Exception {
    return new SmallFetch(() -> WebClients.of(environment)).get(URI.create(url)).length > 0
        ? 200
        : 0;
  }

  @Test
  void ignoresAnEntryForAllHosts() throws Exception {
    environment = netrc("default login name password s3cret\n");
    assertEquals(401, get("127.0.0.1", "/private"));
    environment = netrc("macdef x\nmachine 127.0.0.1 login a password b\n\nmachine h login a\n");
    assertEquals(401, get("127.0.0.1", "/private"));
    Files.writeString(temp.resolve("other"), "machine 127.0.0.1 password s3cret login name");
    environment = Map.of("NETRC", temp.resolve("other").toString());
    assertEquals(200, get("127.0.0.1", "/private"));
  }

  @Test
  void fetchesIsosAndListsWithALogin() throws Exception {
    URI url = at("127.0.0.1", "/private");
    assertEquals(8, new SmallFetch(() -> WebClients.of(environment)).get(url).length);
    IsoSource source =
        new IsoSource(
            "debian",
            "debian.iso",
            List.of(url.toString()),
            Digest.of(Sha256.ofBytes("contents".getBytes(StandardCharsets.UTF_8))));
    Path folder = Files.createDirectories(temp.resolve("isos"));
    assertTrue(Files.exists(new IsoFetcher(folder, environment).fetch(source, (p, d, o) -> {})));
    Path other = Files.createDirectories(temp.resolve("others"));
    BuildFailure failure =
        assertThrows(
            BuildFailure.class,
            () -> new IsoFetcher(other, Map.of()).fetch(source, (p, d, o) -> {}));
    assertTrue(failure.report().why().contains("~/.netrc of PIM's user"), failure.report().why());
  }
}
