package io.pim.e2e.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.e2e.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What hosts of one service can and cannot do to each other; see docs/guides/security.md. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServiceSecurityTest {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path state;

  private Topology topology;

  @BeforeAll
  void start() throws Exception {
    topology = Topology.start(state, Map.of("PIM_NAMESPACES", "pim other guarded"));
  }

  @AfterAll
  void stop() throws Exception {
    if (topology != null) {
      topology.close();
    }
  }

  private static List<String> builds(Member member) throws Exception {
    List<String> ids = new ArrayList<>();
    JsonNode listed = member.pim("build", "list", "-o", "json").exits(0).json();
    listed.forEach(build -> ids.add(build.get("buildId").asText()));
    return ids;
  }

  /** Each host has a certificate of the service, and reaches the same namespace. */
  @Test
  void aWorkerWithAnotherSealKeyRefusesAndIsRefused() throws Exception {
    try (Member alice = Member.with(topology.client("alice", "pim"));
        Member mallory = Member.with(topology.client("mallory", "pim"))) {
      mallory.startWorker();
      alice.pim("build", "run", "tiny", "--detach").exits(0);
      mallory.waitForLog("Refused a payload of workflow tiny-x86_64: it is signed with key ");
      mallory.waitForLog("Hosts that share builds need the same seal.key.");
      mallory.stopWorker();

      // The right worker then takes the build, which has lost nothing.
      alice.startWorker();
      alice.pim("build", "run", "tiny").exits(0).saying("image tiny-x86_64-");
      assertEquals(List.of(), mallory.pim("image", "list", "-o", "json").json().findValues("name"));

      mallory.pim("build", "run", "tiny", "--detach").exits(0);
      alice.waitForLog("Refused a payload of workflow tiny-x86_64: it is signed with key ");
      alice.pim("build", "list").exits(0);
      assertEquals(1, alice.pim("image", "list", "-o", "json").exits(0).json().size());
      alice.user().isSatisfied();
      mallory.user().isSatisfied();
    }
  }

  @Test
  void namespacesDoNotSeeEachOther() throws Exception {
    try (Member one = Member.with(topology.client("one", "pim"));
        Member two = Member.with(topology.client("two", "other"))) {
      // There is no worker yet, and by default PIM does not start a build that nobody would take.
      one.pim("build", "run", "tiny", "--detach", "--on", "any").exits(0);
      Waiting.until(LIMIT, () -> !builds(one).isEmpty(), () -> true, () -> "no build is listed");

      assertEquals(List.of(), builds(two));
      // A worker there does not take this build, even with the same key.
      Files.copy(
          one.user().data().resolve("seal.key"),
          two.user().data().resolve("seal.key"),
          StandardCopyOption.REPLACE_EXISTING);
      two.startWorker();
      two.pim("build", "run", "tiny").exits(0).saying("image tiny-x86_64-");
      assertNotEquals(List.of(), builds(two));
      assertEquals(
          "waiting", one.pim("build", "show", "tiny", "-o", "json").json().get("state").asText());
      one.user().isSatisfied();
      two.user().isSatisfied();
    }
  }

  @Test
  void anApiKeyGivesAccessAndEnablesTls() throws Exception {
    try (ApiKeyProxy proxy = new ApiKeyProxy(topology, "correct-key");
        Member keyed = Member.with(toml(proxy, "correct-key"))) {
      keyed.startWorker();
      keyed.pim("build", "run", "tiny").exits(0).saying("image tiny-x86_64-");
      assertTrue(proxy.served() > 20, "calls with the key: " + proxy.served());
      assertEquals(0, proxy.refused());
      keyed.stopWorker();

      keyed.connectWith(toml(proxy, "wrong-key-4711"));
      for (String[] words : new String[][] {{"build", "list"}, {"worker", "run"}}) {
        keyed
            .pim(words)
            .exits(1)
            .saying(
                "Temporal does not accept PIM's credentials",
                "this API key is unknown",
                "TEMPORAL_API_KEY")
            .notSaying("wrong-key-4711");
      }
      assertTrue(proxy.refused() > 0);
      keyed.connectWith(toml(proxy, "correct-key").replaceAll("api_key.*", ""));
      keyed.pim("build", "list").exits(1).saying("Temporal does not accept PIM's credentials");
      keyed.user().isSatisfied();
    }
  }

  /** Only the key enables TLS; a private service needs only an authority. */
  private String toml(ApiKeyProxy proxy, String key) throws Exception {
    return "[profile.default]\naddress = \"localhost:"
        + proxy.port()
        + "\"\nnamespace = \"guarded\"\napi_key = \""
        + key
        + "\"\n[profile.default.tls]\nserver_ca_cert_path = \""
        + topology.secret("ca.pem")
        + "\"\n";
  }
}
