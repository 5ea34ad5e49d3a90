package io.pim.cli.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.cli.worker.invitation.Invitation;
import io.pim.cli.worker.invitation.InvitationYaml;
import io.pim.cli.worker.invitation.StoreAccess;
import io.pim.cli.worker.invitation.TestPem;
import io.pim.tools.oci.DockerConfig;
import io.pim.tools.oci.RegistryLogin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A member host writes an invitation. */
@Timeout(300)
class WorkerInviteCommandTest {
  @TempDir Path root;
  private PimHome pim;

  @BeforeEach
  void setUp() {
    pim =
        new PimHome(root, null)
            .variable("TEMPORAL_ADDRESS", "temporal.example:7233")
            .variable("TEMPORAL_NAMESPACE", "builds");
  }

  private Path out() {
    return pim.folders.project().resolve("join.yml");
  }

  private Invitation invited(String... more) throws IOException {
    String[] arguments =
        Stream.concat(Stream.of("worker", "invite", "--out", "join.yml"), Arrays.stream(more))
            .toArray(String[]::new);
    Ran ran = pim.run(arguments);
    assertEquals(0, ran.status(), ran.err());
    assertEquals("", ran.out());
    return InvitationYaml.read(Files.readString(out()), "join.yml");
  }

  @Test
  void theFileIsPrivateAndHasEverythingAHostNeeds() throws IOException {
    Path ca = root.resolve("ca.pem");
    Files.writeString(ca, TestPem.CERTIFICATE);
    pim.variable("TEMPORAL_API_KEY", "api-key-word")
        .variable("TEMPORAL_TLS_SERVER_CA_CERT_PATH", ca.toString())
        .ownFile("pim.yml", "store: {layers_limit: 5G}\n");
    Invitation invitation = invited();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(out())));
    assertEquals("temporal.example:7233", invitation.address());
    assertEquals("builds", invitation.namespace());
    assertEquals(Optional.of("api-key-word"), invitation.apiKey());
    assertEquals(
        Optional.of(TestPem.CERTIFICATE.strip()),
        invitation.tls().orElseThrow().ca().map(String::strip));
    assertEquals(
        Base64.getEncoder().encodeToString(Files.readAllBytes(pim.folders.sealKey())),
        invitation.sealKey());
    assertTrue(invitation.store().isEmpty(), "a limit of this host's disk is not shared");
  }

  private void store(String more) throws IOException {
    pim.variable("HOME", root.toString())
        .ownFile("pim.yml", "store: {url: 'oci://registry.example:5000/team'" + more + "}\n");
    PimHome.write(root.resolve("ca.pem"), "Of the lab:\n" + TestPem.CERTIFICATE);
    PimHome.write(
        root.resolve(DockerConfig.IN_HOME),
        """
        {"auths": {"registry.example:5000": {"auth": "YnVpbGRlcjpzdG9yZS13b3Jk"},
                   "other.example": {"auth": "YW5uOmFubnMtd29yZA=="}}}
        """);
  }

  @Test
  void hasTheAuthoritiesOfTheStoresRegistryAndTheLoginThere() throws IOException {
    store(", layers: push, ca_file: ~/ca.pem");
    Ran ran = pim.run("worker", "invite", "--out", "join.yml");
    assertEquals(0, ran.status(), ran.err());
    assertTrue(
        ran.err()
            .contains(
                "It contains your login at registry.example:5000 as builder; --no-store-login"
                    + " leaves it out."),
        ran.err());
    String text = Files.readString(out());
    Invitation invitation = InvitationYaml.read(text, "join.yml");
    assertEquals(
        Map.of("url", "oci://registry.example:5000/team", "layers", "push"), invitation.store());
    assertEquals(Optional.of(TestPem.CERTIFICATE), invitation.storeAccess().ca());
    assertEquals(
        Optional.of(new RegistryLogin("builder", "store-word")), invitation.storeAccess().login());
    assertFalse(text.contains("anns-word") || text.contains("other.example"), text);
    assertFalse(ran.err().contains("store-word"), ran.err());
  }

  @Test
  void leavesTheLoginOutOnRequestAndWithoutOne() throws IOException {
    store("");
    assertEquals(StoreAccess.NONE, invited("--no-store-login").storeAccess());
    Files.delete(out());
    Files.delete(root.resolve(DockerConfig.IN_HOME));
    assertEquals(StoreAccess.NONE, invited().storeAccess());
  }

  @Test
  void namesWhatItCannotReadOfTheStore() throws IOException {
    store(", ca_file: ~/missing.pem");
    Ran missing = pim.run("worker", "invite", "--out", "join.yml");
    assertEquals(1, missing.status(), missing.err());
    assertTrue(missing.err().contains(root.resolve("missing.pem").toString()), missing.err());
    PimHome.write(root.resolve("missing.pem"), "no certificate\n");
    assertEquals(1, pim.run("worker", "invite", "--out", "join.yml").status());
    store("");
    PimHome.write(
        root.resolve(DockerConfig.IN_HOME),
        "{\"auths\": {\"registry.example:5000\": {\"identitytoken\": \"a-word\"}}}");
    Ran token = pim.run("worker", "invite", "--out", "join.yml");
    assertEquals(1, token.status(), token.err());
    assertTrue(token.err().contains("identity token"), token.err());
    assertTrue(token.err().contains("--no-store-login"), token.err());
    assertFalse(Files.exists(out()));
  }

  @Test
  void doesNotReplaceAnExistingFile() throws IOException {
    PimHome.write(out(), "mine");
    Ran ran = pim.run("worker", "invite", "--out", "join.yml");
    assertEquals(2, ran.status());
    assertTrue(ran.err().contains("exists already"), ran.err());
    assertEquals("mine", Files.readString(out()));
  }

  @Test
  void printsItToATerminalOnlyOnRequest() {
    pim.variable("PIM_TERMINAL", "24x80");
    Ran refused = pim.run("worker", "invite");
    assertEquals(2, refused.status());
    assertFalse(refused.out().contains("seal_key"), refused.out());
    assertTrue(refused.err().contains("--out FILE"), refused.err());
    assertTrue(pim.run("worker", "invite", "--out", "-").out().contains("seal_key"));
  }

  @Test
  void printsOnlyTheInvitationToAPipe() {
    Ran ran = pim.run("worker", "invite");
    assertEquals("temporal.example:7233", InvitationYaml.read(ran.out(), "out").address());
  }

  @Test
  void refusesAnAddressThatOnlyThisHostCanReach() throws IOException {
    pim.variable("TEMPORAL_ADDRESS", "127.0.0.1:7233");
    Ran ran = pim.run("worker", "invite", "--out", "join.yml");
    assertEquals(2, ran.status());
    assertTrue(ran.err().contains("--address HOST:PORT"), ran.err());
    assertEquals("10.0.2.2:7233", invited("--address", "10.0.2.2:7233").address());
  }

  @Test
  void refusesWithoutASharedService() {
    Ran ran = new PimHome(root, null).run("worker", "invite", "--out", "join.yml");
    assertEquals(1, ran.status(), ran.err());
    assertTrue(ran.err().contains("no Temporal service is running"), ran.err());
  }

  @Test
  void namesAMissingTlsFile() {
    pim.variable("TEMPORAL_TLS_SERVER_CA_CERT_PATH", "/no/such/ca.pem");
    Ran ran = pim.run("worker", "invite", "--out", "join.yml");
    assertEquals(1, ran.status());
    assertTrue(ran.err().contains("/no/such/ca.pem"), ran.err());
  }
}
