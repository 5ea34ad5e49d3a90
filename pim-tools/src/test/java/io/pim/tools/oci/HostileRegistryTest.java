package io.pim.tools.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.unit.Sha256;
import io.pim.tools.tls.ServerTrust;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Registries that ask for tokens, and those that want to lead PIM elsewhere. */
@Timeout(60)
class HostileRegistryTest {
  private static final RegistryLogin LOGIN = new RegistryLogin("pim", "correct horse");

  private HttpServer registry;
  private HttpServer elsewhere;
  private final List<String> strangersHeard = new CopyOnWriteArrayList<>();

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

  private static HttpServer server() throws IOException {
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

  private static void answer(HttpExchange exchange, int status, String body, String... headers)
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

  private String url(HttpServer server, String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private void serve(String path, HttpHandler handler) {
    registry.createContext(path, handler);
  }

  private Repository repository() {
    return Repository.open(
        RegistryAddress.of("127.0.0.1:" + registry.getAddress().getPort() + "/a/b", true),
        Optional.of(LOGIN),
        new ServerTrust.OfSystem(),
        ProxySelector.of(null),
        1024);
  }

  private static BuildFailure fails(Executable act) {
    BuildFailure failure = assertThrows(BuildFailure.class, act);
    assertFalse(failure.report().toString().contains("horse"), failure.report().toString());
    return failure;
  }

  /** Demands a token from its own token server for everything. */
  private void demandToken(String realm, String token, HttpHandler then) {
    serve(
        "/v2/",
        exchange -> {
          List<String> given =
              exchange.getRequestHeaders().getOrDefault("Authorization", List.of());
          if (given.equals(List.of("Bearer " + token))) {
            then.handle(exchange);
          } else {
            answer(
                exchange,
                401,
                "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"log in\"}]}",
                "WWW-Authenticate",
                "Bearer realm=\""
                    + realm
                    + "\",service=\"reg, is\\\"try\",scope=\"repository:a/b:pull\"");
          }
        });
  }

  @Test
  void fetchesATokenForItsLogin() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    serve(
        "/token",
        exchange -> {
          asked.add(
              exchange.getRequestURI().getRawQuery()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization"));
          answer(exchange, 200, "{\"access_token\": \"t0ken\"}");
        });
    demandToken(
        url(registry, "/token"), "t0ken", exchange -> answer(exchange, 200, "{\"tags\":[\"x\"]}"));
    Repository repository = repository();

    assertEquals(Set.of("x"), repository.tags());
    assertEquals(Set.of("x"), repository.tags());

    assertEquals(
        List.of("service=reg%2C+is%22try&scope=repository%3Aa%2Fb%3Apull " + LOGIN.basic()), asked);
  }

  @Test
  void aTokenThatIsNotAcceptedIsNoEndlessLoop() {
    serve("/token", exchange -> answer(exchange, 200, "{\"token\": \"other\"}"));
    demandToken(url(registry, "/token"), "t0ken", exchange -> answer(exchange, 200, "{}"));

    assertEquals(FailureKind.TARGET_REFUSED, fails(() -> repository().ping()).report().kind());
  }

  @Test
  void givesItsLoginToNobodyElse() {
    demandToken(url(elsewhere, "/token"), "t0ken", exchange -> answer(exchange, 200, "{}"));

    fails(() -> repository().ping());

    assertEquals(List.of(), strangersHeard);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://127.0.0.1:1/x", "ftp://x/y", "http://u:p@127.0.0.1/", "file:///etc", "::"})
  void followsNoRedirectWithoutTls(String place) {
    serve("/v2/", exchange -> answer(exchange, 307, "", "Location", place));

    fails(() -> repository().tags());
  }

  @Test
  void sendsNoImageElsewhere() {
    serve(
        "/v2/",
        exchange ->
            answer(exchange, 202, "", "Location", url(elsewhere, "/v2/a/b/blobs/uploads/1")));

    fails(() -> repository().upload(new BlobBytes(new byte[5000]), UploadMemory.NONE, done -> {}));

    assertEquals(List.of(), strangersHeard);
  }

  @Test
  void theLoginStaysWithTheRegistry() {
    RegistryAddress address = RegistryAddress.of("reg.example:5000/a", false);
    assertTrue(address.owns(URI.create("https://REG.example:5000/v2/x?y")));
    for (String other :
        List.of(
            "https://reg.example/v2/",
            "https://reg.example:5001/v2/",
            "https://cdn.example/v2/",
            "https://reg.example:5000.evil.example/")) {
      assertFalse(address.owns(URI.create(other)), other);
    }
    assertTrue(address.allows(URI.create("https://cdn.example/v2/")));
    assertFalse(address.allows(URI.create("http://reg.example:5000/v2/")));
  }

  @Test
  void boundsRedirectsAndTags() {
    serve("/v2/a/b/manifests/", exchange -> answer(exchange, 302, "", "Location", "loop"));
    serve(
        "/v2/a/b/tags/list",
        exchange ->
            answer(
                exchange, 200, "{\"tags\":[]}", "Link", "</v2/a/b/tags/list?n=1>; rel=\"next\""));

    fails(() -> repository().manifest("x"));
    fails(() -> repository().tags());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "<html>", "{\"tags\": 5}"})
  void refusesAnUnexpectedAnswerToAList(String body) {
    serve("/v2/", exchange -> answer(exchange, 200, body));

    assertEquals(FailureKind.TARGET_FAILED, fails(() -> repository().tags()).report().kind());
  }

  @Test
  void readsNoEndlessAnswer() {
    serve(
        "/v2/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] junk = new byte[1 << 16];
          try (exchange) {
            for (int i = 0; i < 10_000; i++) {
              exchange.getResponseBody().write(junk);
            }
          } catch (IOException e) {
            // The client has disconnected.
          }
        });

    assertEquals(
        FailureKind.TARGET_UNREACHABLE, fails(() -> repository().manifest("x")).report().kind());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0-5", "0-99999999999999999", "7-9", "x"})
  void refusesAWrongRange(String range) throws Exception {
    List<String> ranges = new CopyOnWriteArrayList<>();
    String upload = "/v2/a/b/blobs/uploads/1";
    serve(
        "/v2/",
        exchange -> {
          ranges.add(String.valueOf(exchange.getRequestHeaders().getFirst("Content-Range")));
          int status = exchange.getRequestMethod().equals("PUT") ? 201 : 202;
          answer(exchange, status, "", "Location", upload, "Range", range);
        });
    Blob blob = new BlobBytes(new byte[2048]);

    if (range.equals("7-9") || range.equals("x")) {
      repository().upload(blob, UploadMemory.NONE, done -> {});
      assertEquals(List.of("null", "0-1023", "1024-2047", "null"), ranges);
    } else {
      fails(() -> repository().upload(blob, UploadMemory.NONE, done -> {}));
    }
  }

  @Test
  void readsChallenges() {
    List<Challenge> all =
        new ArrayList<>(
            Challenge.of(
                List.of(
                    "Basic realm=\"a, b\", Bearer realm=\"https://x/t\", service=y", "Negotiate")));
    assertEquals(3, all.size(), all.toString());
    assertEquals(Optional.of("a, b"), Challenge.named("basic", all).orElseThrow().get("realm"));
    assertEquals(Optional.of("y"), Challenge.named("bearer", all).orElseThrow().get("service"));
    assertEquals(List.of(), Challenge.of(List.of("", "=,=")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>", "{\"errors\": 5}", "[]", ""})
  void reportsTheRegistrysError(String body) {
    serve("/v2/", exchange -> answer(exchange, 500, body));

    BuildFailure failure = fails(() -> repository().ping());

    assertEquals(FailureKind.TARGET_UNREACHABLE, failure.report().kind());
    assertTrue(failure.report().why().contains("500"), failure.report().why());
  }

  @Test
  void saysThatTheRegistryIsFull() {
    serve(
        "/v2/",
        exchange ->
            answer(
                exchange,
                500,
                """
                {"errors": [{"code": "UNKNOWN", "message": "unknown error",
                             "detail": {"Enclosed": {"Op": "write", "Err": 28}}}]}
                """));

    assertEquals(FailureKind.TARGET_FULL, fails(() -> repository().ping()).report().kind());
  }

  private static final byte[] BLOB = "0123456789".repeat(100).getBytes(UTF_8);
  private static final Sha256 DIGEST = Sha256.ofBytes(BLOB);

  private void serveBlob(HttpHandler handler) {
    serve("/v2/a/b/blobs/sha256:" + DIGEST.hex(), handler);
  }

  private FailureKind downloadFails(Path part) {
    return fails(() -> repository().download(DIGEST, BLOB.length, part, done -> {}))
        .report()
        .kind();
  }

  @Test
  void takesNoByteMoreThanAnnounced(@TempDir Path folder) {
    Path part = folder.resolve("part");
    serveBlob(exchange -> answer(exchange, 200, new String(BLOB, UTF_8) + "more"));

    assertEquals(FailureKind.TARGET_FAILED, downloadFails(part));
    assertEquals(
        FailureKind.TARGET_FAILED,
        fails(() -> repository().read(DIGEST, BLOB.length)).report().kind());
  }

  @Test
  void takesNoOtherBytes(@TempDir Path folder) {
    Path part = folder.resolve("part");
    serveBlob(exchange -> answer(exchange, 200, new String(BLOB, UTF_8).replace('9', '8')));

    assertEquals(FailureKind.CHECKSUM_MISMATCH, downloadFails(part));
    assertFalse(Files.exists(part));
    assertEquals(
        FailureKind.CHECKSUM_MISMATCH,
        fails(() -> repository().read(DIGEST, BLOB.length)).report().kind());
  }

  @Test
  void beginsAnewWhereTheRegistryKnowsNoRanges(@TempDir Path folder) throws Exception {
    Path part = Files.writeString(folder.resolve("part"), "0123");
    List<String> ranges = new CopyOnWriteArrayList<>();
    serveBlob(
        exchange -> {
          ranges.add(exchange.getRequestHeaders().getFirst("Range"));
          answer(exchange, 200, new String(BLOB, UTF_8));
        });

    repository().download(DIGEST, BLOB.length, part, done -> {});

    assertEquals(List.of("bytes=4-"), ranges);
    assertEquals(new String(BLOB, UTF_8), Files.readString(part));
  }

  @Test
  void refusesAnotherPartThanTheOneItAskedFor(@TempDir Path folder) throws Exception {
    Path part = Files.writeString(folder.resolve("part"), "0123");
    serveBlob(exchange -> answer(exchange, 206, "4567", "Content-Range", "bytes 0-3/1000"));

    assertEquals(FailureKind.TARGET_FAILED, downloadFails(part));
  }

  @Test
  void givesUpARegistryThatSendsNothing(@TempDir Path folder) {
    Path part = folder.resolve("part");
    serveBlob(exchange -> answer(exchange, 503, "later"));

    assertEquals(FailureKind.TARGET_UNREACHABLE, downloadFails(part));
  }

  @Test
  void goesOnAsLongAsBytesArrive(@TempDir Path folder) throws Exception {
    Path part = folder.resolve("part");
    serveBlob(
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
          int to = Math.min(from + 300, BLOB.length);
          answer(
              exchange,
              206,
              new String(BLOB, from, to - from, UTF_8),
              "Content-Range",
              "bytes " + from + "-" + (to - 1) + "/" + BLOB.length);
        });

    repository().download(DIGEST, BLOB.length, part, done -> {});

    assertEquals(new String(BLOB, UTF_8), Files.readString(part));
  }

  /** Registries keep blobs elsewhere and send their clients there. */
  @Test
  void takesNoBlobFromElsewhereWithoutTls(@TempDir Path folder) {
    serveBlob(exchange -> answer(exchange, 307, "", "Location", url(elsewhere, "/blob")));

    assertEquals(FailureKind.TARGET_FAILED, downloadFails(folder.resolve("part")));
    assertEquals(List.of(), strangersHeard);
  }
}
