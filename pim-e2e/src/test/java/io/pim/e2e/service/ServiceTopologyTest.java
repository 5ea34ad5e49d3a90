package io.pim.e2e.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.e2e.PimUser;
import io.pim.e2e.Said;
import io.pim.model.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Complete builds on the service of deploy/temporal-compose.yml, over mTLS, and refused clients.
 */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServiceTopologyTest {
  private static final String TLS = "\n[profile.default.tls]\n";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path state;

  private Topology topology;
  private Member alice;

  @BeforeAll
  void start() throws Exception {
    topology = Topology.start(state, Map.of("PIM_NAMESPACES", "pim other"));
    alice = Member.with(topology.client("alice", "pim"));
  }

  @AfterEach
  void stopWorker() throws Exception {
    alice.stopWorker();
  }

  @AfterAll
  void stop() throws Exception {
    if (alice != null) {
      alice.close();
    }
    if (topology != null) {
      topology.close();
      assertTrue(topology.output().endsWith("ended\n"), topology.output());
    }
  }

  /** temporal.toml up to its certificates. */
  private static String withoutTls(String toml) {
    return toml.substring(0, toml.indexOf(TLS));
  }

  private static String item(String toml, String name) {
    int start = toml.indexOf(name);
    return toml.substring(start, toml.indexOf("'''\n", toml.indexOf("'''", start) + 3) + 4);
  }

  @Test
  void buildsAnImageOverMtls() throws Exception {
    alice.startWorker();

    alice.pim("build", "run", "tiny", "--force").exits(0).saying("image tiny-x86_64-");

    String build = newestBuild(alice);
    assertTrue(Files.size(alice.user().data().resolve("cache/images/" + build + ".qcow2")) > 0);
    alice.pim("status").exits(0).saying("localhost:" + topology.port("temporal", 7233));
    assertFalse(
        Files.exists(alice.user().service().resolve("server.json")), "no server of its own");
    connectsToTheDatabaseByTls();
    alice.user().isSatisfied();
  }

  private static String newestBuild(Member member) throws Exception {
    return member.pim("build", "list", "-o", "json").exits(0).json().get(0).get("buildId").asText();
  }

  private void connectsToTheDatabaseByTls() {
    List<String> connections =
        topology
            .log("postgresql")
            .lines()
            .filter(l -> l.contains("connection authorized"))
            .toList();
    assertTrue(
        connections.stream().anyMatch(l -> l.contains("database=temporal_visibility")),
        connections::toString);
    assertTrue(
        connections.stream().allMatch(l -> l.contains("SSL enabled (protocol=TLSv1.3")),
        connections::toString);
  }

  @Test
  void hidesTerminateInTheWebUi() throws Exception {
    String url = "http://127.0.0.1:" + topology.port("ui", 8080) + "/api/v1/";
    JsonNode settings = Json.mapper().readTree(get(url + "settings"));
    assertTrue(settings.get("WorkflowTerminateDisabled").asBoolean(), settings.toString());
    assertEquals("pim", settings.get("DefaultNamespace").asText());
    // Through mTLS to the server.
    assertTrue(get(url + "namespaces/other").contains("NAMESPACE_STATE_REGISTERED"));
  }

  private static String get(String url) throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url)).build(),
                HttpResponse.BodyHandlers.ofString());
    assertEquals(200, response.statusCode(), response.body());
    return response.body();
  }

  @Test
  void refusesAClientWithoutACertificate() throws Exception {
    String toml = topology.client("bob", "pim");
    try (Member bob = Member.with(withoutTls(toml) + TLS + item(toml, "server_ca_cert_data"))) {
      refused(bob, "only clients with a certificate");
      bob.connectWith(withoutTls(toml));
      refused(bob, "as one with TLS does");
      bob.connectWith(toml);
      bob.pim("build", "list").exits(0);
      bob.user().isSatisfied();
    }
  }

  @Test
  void refusesACertificateOfAnotherAuthority() throws Exception {
    Path other = state.resolve("other-authority");
    makeCertificates(other, "server", "localhost");
    makeCertificates(other, "client", "eve");
    String forged = Files.readString(other.resolve("clients/eve/temporal.toml"));
    String toml = topology.client("eve", "pim");

    try (Member eve =
        Member.with(
            withoutTls(toml)
                + TLS
                + item(toml, "server_ca_cert_data")
                + item(forged, "client_cert_data")
                + item(forged, "client_key_data"))) {
      refused(eve, "does not accept this host's certificate");
      // The reverse: a server that is not the intended one.
      eve.connectWith(
          withoutTls(toml)
              + TLS
              + item(forged, "server_ca_cert_data")
              + item(toml, "client_cert_data")
              + item(toml, "client_key_data"));
      refused(eve, "is not trusted");
      eve.user().isSatisfied();
    }
  }

  private static void makeCertificates(Path folder, String... words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(PimUser.ROOT.resolve("deploy/make-certificates.sh").toString());
    command.addAll(List.of("--folder", folder.toString()));
    command.addAll(List.of(words));
    Tool.run(Map.of(), command).exits(0);
  }

  /** Commands and a worker report the reason, and never show the key. */
  private static void refused(Member member, String reason) throws Exception {
    for (String[] words : new String[][] {{"build", "list"}, {"worker", "run"}}) {
      Said said = member.pim(words).exits(1);
      // On a busy machine, the limit of five seconds may end a command before its handshake.
      for (int more = 0; said.err().contains("deadline exceeded") && more < 10; more++) {
        said = member.pim(words).exits(1);
      }
      said.saying(reason, "temporal.toml").notSaying("PRIVATE KEY");
    }
  }
}
