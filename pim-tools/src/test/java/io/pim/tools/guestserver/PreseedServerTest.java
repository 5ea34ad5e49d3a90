package io.pim.tools.guestserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.json.Json;
import io.pim.model.plan.PlanContents;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class PreseedServerTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final HttpClient client = HttpClient.newHttpClient();
  private final BlockingQueue<ServedRequest> log = new LinkedBlockingQueue<>();
  private PreseedServer server;

  @BeforeEach
  void start() {
    server = PreseedServer.start(LOOPBACK, 0, Clients.ANYBODY, log::add);
    server.serve(
        List.of(
            Resource.text("preseed.cfg", "d-i x\n"), Resource.text("big", "x".repeat(4 << 20))));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> ask(String method, String url) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(url))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private String url(String name) {
    return server.url(name, "127.0.0.1");
  }

  private ServedRequest logged() throws InterruptedException {
    return log.poll(60, TimeUnit.SECONDS);
  }

  @Test
  void servesItsFilesAndLogsThemWithoutTheSecret() throws Exception {
    HttpResponse<String> answer = ask("GET", url("preseed.cfg"));
    assertEquals(200, answer.statusCode());
    assertEquals("d-i x\n", answer.body());
    ServedRequest request = logged();
    assertEquals("/[secret]/preseed.cfg", request.path());
    assertEquals(200, request.status());
    assertEquals(6, request.bytes());
    assertFalse(request.toString().contains(server.facts().secret()));
    assertEquals(4 << 20, ask("GET", url("big")).body().length());
  }

  @Test
  void answersAHeadWithTheLengthAndNoBody() throws Exception {
    HttpResponse<String> answer = ask("HEAD", url("preseed.cfg"));
    assertEquals("6", answer.headers().firstValue("Content-Length").orElseThrow());
    assertEquals("", answer.body());
  }

  @Test
  void answersAllOtherPathsWithTheSame404() throws Exception {
    String base = "http://127.0.0.1:" + server.facts().port();
    String secret = server.facts().secret();
    List<String> bodies = new ArrayList<>();
    for (String path :
        List.of(
            "/",
            "/preseed.cfg",
            "/" + secret,
            "/" + secret + "/",
            "/" + secret + "/other",
            "/" + secret + "//preseed.cfg",
            "/" + secret + "/../" + secret + "/preseed.cfg",
            "/" + secret.substring(1) + "/preseed.cfg",
            "/" + secret + "x/preseed.cfg",
            "/wrong/preseed.cfg")) {
      HttpResponse<String> answer = ask("GET", base + path);
      assertEquals(404, answer.statusCode(), path);
      bodies.add(answer.body());
    }
    HttpResponse<String> post = ask("POST", url("preseed.cfg"));
    assertEquals(404, post.statusCode());
    bodies.add(post.body());
    assertEquals(1, bodies.stream().distinct().count());
  }

  @Test
  void restartsAtTheSamePortWithOpenConnections() throws Exception {
    ServerFacts facts =
        Json.mapper().readValue(Json.mapper().writeValueAsBytes(server.facts()), ServerFacts.class);
    try (Socket open = new Socket(LOOPBACK, facts.port())) {
      ask("GET", url("preseed.cfg"));
      server.close();
      assertEquals(-1, open.getInputStream().read());
      server = PreseedServer.start(LOOPBACK, facts, Clients.ANYBODY, log::add);
      server.serve(List.of(Resource.text("preseed.cfg", "again")));
      assertEquals("again", ask("GET", url("preseed.cfg")).body());
    }
  }

  @Test
  void reportsATakenPort() {
    BuildFailure failure =
        assertThrows(
            BuildFailure.class,
            () -> PreseedServer.start(LOOPBACK, server.facts(), Clients.ANYBODY, log::add));
    assertEquals(FailureKind.HOST_SETUP, failure.report().kind());
    assertTrue(failure.report().what().contains("port " + server.facts().port()));
    assertFalse(failure.report().toString().contains(server.facts().secret()));
  }

  @Test
  void secretsDiffer() {
    try (PreseedServer other = PreseedServer.start(LOOPBACK, 0, Clients.ANYBODY, log::add)) {
      assertNotEquals(server.facts().secret(), other.facts().secret());
      assertEquals(22, other.facts().secret().length());
    }
  }

  @Test
  void countsOnlyRequestsForThePathAsTheGuests() throws Exception {
    ask("GET", "http://127.0.0.1:" + server.facts().port() + "/index.html");
    assertFalse(logged().knowsSecret());
    ask("GET", url("no-such-file"));
    assertTrue(logged().knowsSecret());
    ask("GET", url("preseed.cfg"));
    assertTrue(logged().knowsSecret());
  }

  @Test
  void closesConnectionsOfStrangersAndLogsThemOnce() throws Exception {
    try (PreseedServer strict =
        PreseedServer.start(LOOPBACK, 0, (client, here) -> client.equals(here), log::add)) {
      strict.serve(List.of(Resource.text("preseed.cfg", "d-i x\n")));
      for (int i = 0; i < 3; i++) {
        try (Socket socket = new Socket(LOOPBACK, strict.facts().port())) {
          assertEquals(-1, socket.getInputStream().read());
        }
      }
    }
    ServedRequest refused = logged();
    assertTrue(refused.toString().contains("does not come from the guest"), refused.toString());
    assertFalse(refused.knowsSecret());
    assertTrue(log.isEmpty());
  }

  @Test
  void servesOthersDespiteManySlowClients() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 400; i++) {
        Socket socket = new Socket(LOOPBACK, server.facts().port());
        socket.getOutputStream().write("GET /".getBytes(StandardCharsets.US_ASCII));
        slow.add(socket);
      }
      assertEquals(200, ask("GET", url("preseed.cfg")).statusCode());
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void cutsOffAnEndlessHead() throws Exception {
    try (Socket socket = new Socket(LOOPBACK, server.facts().port())) {
      byte[] junk = "X: y\r\n".repeat(5000).getBytes(StandardCharsets.US_ASCII);
      try {
        socket.getOutputStream().write(junk);
      } catch (IOException e) {
        // The server cut the client off while it wrote, as it should.
      }
    }
    assertNotEquals(200, logged().status());
  }

  @Test
  void survivesGarbage() throws Exception {
    Random random = new Random(42);
    String good = "GET /" + server.facts().secret() + "/preseed.cfg HTTP/1.1\r\nHost: x\r\n\r\n";
    for (int round = 0; round < 500; round++) {
      byte[] bytes = good.getBytes(StandardCharsets.US_ASCII);
      for (int i = random.nextInt(8); i > 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try (Socket socket = new Socket(LOOPBACK, server.facts().port())) {
        socket.getOutputStream().write(bytes, 0, 1 + random.nextInt(bytes.length));
        socket.shutdownOutput();
        String answer =
            new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 "), answer);
      } catch (IOException e) {
        // A reset, because the server closed before it had read everything from the client.
      }
    }
    assertEquals(200, ask("GET", url("preseed.cfg")).statusCode());
    assertTrue(
        log.stream()
            .allMatch(r -> (r.method() + r.path()).chars().allMatch(c -> c > ' ' && c < 0x7f)));
  }

  @Test
  void servesAPreseedWithTheRealUrlOfItsInstallScript() throws Exception {
    PlanContents contents =
        new PlanContents(
            "run " + PlanContents.INSTALL_URL + "; again " + PlanContents.INSTALL_URL,
            Optional.of("#!/bin/sh\n"),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            List.of());
    server.serve(BuildResources.of(contents, "ssh-ed25519 AAAA x", server, "10.0.2.2"));
    String install = server.url("install.sh", "10.0.2.2");
    assertEquals("run " + install + "; again " + install, ask("GET", url("preseed.cfg")).body());
    assertEquals("#!/bin/sh\n", ask("GET", url("install.sh")).body());
    assertEquals("ssh-ed25519 AAAA x\n", ask("GET", url("authorized_keys")).body());
    assertEquals(404, ask("GET", url("big")).statusCode());
  }
}
