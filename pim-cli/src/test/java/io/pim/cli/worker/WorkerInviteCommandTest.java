package io.pim.cli.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.cli.worker.invitation.Invitation;
import io.pim.cli.worker.invitation.InvitationYaml;
import io.pim.cli.worker.invitation.TestPem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
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
