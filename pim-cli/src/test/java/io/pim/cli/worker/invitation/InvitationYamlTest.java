package io.pim.cli.worker.invitation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.config.ConfigProblems;
import io.pim.tools.oci.RegistryLogin;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The file of an invitation is written, read and refused. */
class InvitationYamlTest {
  static final String SEAL_KEY = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

  private static final String GOOD =
      """
      invitation: 1
      pim_version: 0.1.0
      expires: '2026-11-29T03:00:00Z'
      service:
        address: temporal.example:7233
        namespace: builds
        tls: false
      secrets:
        seal_key: %s
      """
          .formatted(SEAL_KEY);

  private static String problemsOf(String text) {
    return assertThrows(ConfigProblems.class, () -> InvitationYaml.read(text, "join.yml"))
        .getMessage();
  }

  @Test
  void readsWhatItWrites() {
    Invitation invitation =
        new Invitation(
            "0.1.0-SNAPSHOT",
            Instant.parse("2026-11-29T03:00:00.5Z"),
            "[fd00::1]:7233",
            "builds",
            Optional.of("a.b-c"),
            Optional.of(
                new TlsFiles(
                    Optional.of(TestPem.CERTIFICATE),
                    Optional.of(TestPem.CERTIFICATE),
                    Optional.of(TestPem.KEY),
                    Optional.of("temporal.example"))),
            SEAL_KEY,
            Map.of("url", "oci://registry.example/team", "layers_limit", "5G"),
            new StoreAccess(
                Optional.of(TestPem.CERTIFICATE),
                Optional.of(new RegistryLogin("robot$pim", "0123 'pass: wörd' # {"))));
    assertEquals(invitation, InvitationYaml.read(InvitationYaml.text(invitation), "join.yml"));
  }

  /** The forms of scripts/dist/version.sh, and that of a checkout. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.2.3",
        "1.2.3+4.g89abcde",
        "0.1.0~snapshot.1020.ga15b8f38.dirty",
        "0.1.0-SNAPSHOT"
      })
  void everyVersionCanInvite(String version) {
    String text = GOOD.replace("pim_version: 0.1.0", "pim_version: " + version);
    assertEquals(version, InvitationYaml.read(text, "join.yml").pimVersion());
  }

  @Test
  void toStringShowsNoSecret() {
    Invitation invitation = InvitationYaml.read(GOOD, "join.yml");
    assertEquals("invitation to temporal.example:7233, namespace builds", invitation.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "invitation: 1 | invitation: 2 | invitation: must be a whole number from 1 to 1",
        "pim_version: 0.1.0 | pim_version: '../x' | pim_version: must be a version",
        "temporal.example:7233 | temporal.example | service.address: must be HOST:PORT",
        "temporal.example:7233 | 'x:1 y' | service.address: must be HOST:PORT",
        "namespace: builds | namespace: ../etc | service.namespace: must be the name",
        "tls: false | tls: 'no' | service.tls: must be true or false",
        "tls: false | ca: word | service.ca: must be X.509",
        "tls: false | server_name: x.example | service.server_name: requires tls",
        "tls: false | path: /etc/passwd | service.path: is not a setting PIM knows",
        "'2026-11-29T03:00:00Z' | tomorrow | expires: must be a time",
        "expires: '2026-11-29T03:00:00Z' | # | expires: must be a time",
        "  namespace: builds | # | service.namespace: must be the name of a namespace; it is",
      })
  void reportsMistakes(String good, String bad, String said) {
    String text = GOOD.replace(good, bad);
    assertFalse(text.equals(GOOD), "nothing was replaced");
    String problems = problemsOf(text);
    assertTrue(problems.contains(said), problems);
  }

  @Test
  void hidesAWrongSecret() {
    String problems = problemsOf(GOOD.replace(SEAL_KEY, "not-a-key-but-secret"));
    assertTrue(problems.contains("secrets.seal_key: must be a PIM key"), problems);
    assertFalse(problems.contains("not-a-key"), problems);
    String apiKey = problemsOf(GOOD + "  api_key: 'two words'\n");
    assertTrue(apiKey.contains("secrets.api_key: must be one word"), apiKey);
    assertFalse(apiKey.contains("two words"), apiKey);
  }

  @Test
  void refusesAccessToAStoreThatCannotBeUsed() {
    String store = GOOD + "  store_user: 'ann'\n  store_password: 'secret-word'\n";
    String url = "store: {url: 'oci://registry.example/team'}\n";
    assertEquals(
        Optional.of(new RegistryLogin("ann", "secret-word")),
        InvitationYaml.read(store + url, "join.yml").storeAccess().login());
    for (String[] mistake :
        new String[][] {
          {store, "must have store.url"},
          {GOOD + "store_ca: |\n" + TestPem.indented(), "must have store.url"},
          {store + url + "store_ca: word\n", "store_ca: must be X.509 certificates"},
          {store.replace("'ann'", "'ann:x'") + url, "secrets.store_user: must be the name of a"},
          {store.replace("'ann'", "\"ann\\nx\"") + url, "secrets.store_user: must be"},
          {store.replace("'secret-word'", "\"secret-word\\nx\"") + url, "store_password: must be"},
          {
            store.replace("store_password: 'secret-word'", "#") + url,
            "must have both secrets.store"
          },
        }) {
      String problems = problemsOf(mistake[0]);
      assertTrue(problems.contains(mistake[1]), mistake[1] + " is not in\n" + problems);
      assertFalse(problems.contains("secret-word") || problems.contains("ann"), problems);
    }
  }

  @Test
  void theStoreAcceptsOnlyThisPimsSettings() {
    String problems = problemsOf(GOOD + "store: {folder: /etc}\n");
    assertTrue(problems.contains("store.folder: is not a setting PIM knows"), problems);
  }

  @Test
  void aCertificateNeedsItsKey() {
    String text =
        GOOD.replace("tls: false", "tls: true\n  client_certificate: |\n" + TestPem.indented());
    assertTrue(problemsOf(text).contains("must have both"), problemsOf(text));
  }

  @ParameterizedTest
  @CsvSource({"'- a'", "'a: [b'", "'a: 1\n---\nb: 2'", "'!!java.io.File [x]'"})
  void refusesOtherFiles(String text) {
    problemsOf(text);
  }

  @Test
  void anEmptyFileLacksEverything() {
    String problems = problemsOf("");
    for (String field :
        new String[] {
          "invitation", "pim_version", "expires", "service.address", "secrets.seal_key"
        }) {
      assertTrue(problems.contains(field + ": must be"), field + " is not in\n" + problems);
    }
  }
}
