package io.pim.host.deploy.directory;

import static io.pim.host.deploy.TestDeployments.id;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.host.build.StepReporter;
import io.pim.host.deploy.TargetDeployment;
import io.pim.host.deploy.TargetDriver;
import io.pim.host.deploy.TestDeployments;
import io.pim.model.deploy.DeploySecrets;
import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.target.TargetSettings;
import io.pim.tools.ssh.OpenSshServer;
import io.pim.tools.ssh.SshKeyPair;
import io.pim.workflows.message.DeployRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A folder behind OpenSSH's own server. */
@Timeout(180)
class SftpDirectoryTest {
  private static final int SMALL = 300_000;
  private static final int LARGE = 12 << 20;

  @TempDir Path home;
  private TestDeployments deployments;
  private OpenSshServer server;
  private Path line;

  @BeforeEach
  void prepare() throws IOException {
    line = Files.createDirectories(home.resolve("shelf")).resolve("web-x86_64");
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private void start(OpenSshServer.Setup setup, int imageBytes) throws IOException {
    Optional<OpenSshServer> started =
        OpenSshServer.start(Files.createDirectories(home.resolve("sshd")), setup);
    assumeTrue(started.isPresent(), "this machine cannot run this sshd");
    server = started.get();
    open(server.hostKey(), imageBytes);
  }

  private void open(String hostKey, int imageBytes) {
    Map<String, Object> ssh =
        Map.of(
            "host", "127.0.0.1",
            "port", server.port(),
            "user", server.user(),
            "key", server.key().toString(),
            "host_key", hostKey);
    deployments = new TestDeployments(home, Map.of("ssh", ssh), imageBytes);
  }

  private String current() throws IOException {
    return Files.readSymbolicLink(line.resolve("current")).toString();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(line)) {
      return files.map(its -> its.getFileName().toString()).sorted().toList();
    }
  }

  private String log(int day) throws IOException {
    return Files.readString(deployments.folders().deployment(id(day)).log());
  }

  private byte[] sent(DeployRequest request) throws IOException {
    return Files.readAllBytes(deployments.folders().image(request.plan().image().name()));
  }

  @Test
  void deploysTwiceRollsBackAndPrunes() throws Exception {
    start(OpenSshServer.Setup.ofThisUser(), SMALL);
    DeployRequest first = deployments.deploy(1, 2);
    deployments.runAll(first);
    assertEquals(id(1).text(), current());
    Path there = line.resolve("current");
    assertArrayEquals(sent(first), Files.readAllBytes(there.resolve("image.qcow2")));
    assertEquals("variables 1", Files.readString(there.resolve("uefi-vars.fd")));

    deployments.runAll(deployments.deploy(2, 2));
    assertEquals(id(2).text(), current());
    deployments.runAll(deployments.rollback(3, 1));
    assertEquals(id(1).text(), current());

    assertEquals(List.of("current", id(1).text(), id(2).text()), names());
    TargetSettings settings = TargetSettings.read("shelf", deployments.settings());
    try (TargetDriver driver = deployments.drivers().open("shelf", settings, DeploySecrets.NONE)) {
      List<TargetDeployment> inventory = driver.inventory();
      assertEquals(2, inventory.size());
      TargetDeployment users =
          inventory.stream().filter(its -> its.id().equals(id(1))).findFirst().orElseThrow();
      assertEquals(TargetDeployment.State.CURRENT, users.state());
      assertEquals(Optional.of(first.plan().image().sha256()), users.sha256());
    }
    deployments.runAll(deployments.remove(4, 1));
    assertEquals(List.of("current", id(1).text()), names());
    deployments.runAll(deployments.remove(5, 0));
    assertFalse(Files.exists(line, LinkOption.NOFOLLOW_LINKS));
  }

  /** Each step runs twice, as after a worker that was killed before it could answer. */
  @Test
  void runsEachStepTwice() throws Exception {
    start(OpenSshServer.Setup.ofThisUser().withoutShell(), SMALL);
    DeployRequest request = deployments.deploy(2, 1);
    deployments.life().open(request, TestDeployments.SERVICE);
    for (DeployStep step : request.plan().steps()) {
      deployments.run(request.id(), step);
      deployments.run(request.id(), step);
    }

    assertEquals(List.of("current", id(2).text()), names());
    assertArrayEquals(sent(request), Files.readAllBytes(line.resolve("current/image.qcow2")));
  }

  @Test
  void restoresTheTargetAfterEachStep() throws Exception {
    start(OpenSshServer.Setup.ofThisUser(), SMALL);
    deployments.runAll(deployments.deploy(1, 3));
    List<String> before = names();
    for (DeployStep last : List.of(DeployStep.UPLOAD, DeployStep.CREATE, DeployStep.SWITCH)) {
      deployments.runUntil(deployments.deploy(2, 3), last);

      deployments.undo(id(2));

      assertEquals(before, names());
      assertEquals(id(1).text(), current());
    }
  }

  /** Cuts the connection when a part has been sent. */
  private final class CutOff implements StepReporter {
    private final double after;

    CutOff(double after) {
      this.after = after;
    }

    @Override
    public void line(String line) {}

    @Override
    public void fraction(double fraction, String line) {
      if (line.equals("uploading") && fraction >= after) {
        server.dropConnections();
      }
    }
  }

  @Test
  void continuesAnInterruptedUpload() throws Exception {
    start(OpenSshServer.Setup.ofThisUser(), LARGE);
    DeployRequest request = deployments.deploy(1, 3);
    deployments.life().open(request, TestDeployments.SERVICE);

    FailureReport lost =
        assertThrows(
                BuildFailure.class,
                () -> deployments.run(id(1), DeployStep.UPLOAD, new CutOff(0.5)))
            .report();

    assertEquals(FailureKind.TARGET_UNREACHABLE, lost.kind(), "which is tried again: " + lost);
    Path part = line.resolve("." + id(1) + ".part/image.qcow2");
    long there = Files.size(part);
    assertTrue(there > 0, "part of the image arrived");
    deployments.run(id(1), DeployStep.UPLOAD);
    assertTrue(log(1).contains("continuing after " + there + " bytes"), log(1));
    deployments.run(id(1), DeployStep.CREATE);
    assertArrayEquals(
        sent(request), Files.readAllBytes(line.resolve(id(1).text()).resolve("image.qcow2")));
  }

  @Test
  void sendsADamagedPartAgain() throws Exception {
    start(OpenSshServer.Setup.ofThisUser(), SMALL);
    DeployRequest request = deployments.deploy(1, 3);
    Path part = Files.createDirectories(line.resolve("." + id(1) + ".part"));
    Files.write(part.resolve("image.qcow2"), new byte[SMALL + 5]);

    deployments.runUntil(request, DeployStep.CREATE);

    assertArrayEquals(
        sent(request), Files.readAllBytes(line.resolve(id(1).text()).resolve("image.qcow2")));
  }

  @Test
  void reportsAFullDisk() throws Exception {
    start(OpenSshServer.Setup.ofThisUser().withSmallDisk(home.resolve("shelf")), LARGE);
    DeployRequest request = deployments.deploy(1, 3);

    FailureReport found = deployments.failure(request, DeployStep.CHECK).report();
    assertEquals(FailureKind.TARGET_FULL, found.kind(), found.toString());
    FailureReport full = deployments.failure(request, DeployStep.UPLOAD).report();
    assertEquals(FailureKind.TARGET_FULL, full.kind(), full.toString());
    assertEquals(List.of("removed deployment " + id(1)), deployments.undo(id(1)).removed());
  }

  @Test
  void reportsMissingRights() throws Exception {
    start(OpenSshServer.Setup.ofThisUser().withUser("nobody").withoutShell(), SMALL);
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
    DeployRequest request = deployments.deploy(1, 3);

    FailureReport found = deployments.failure(request, DeployStep.CHECK).report();
    assertEquals(FailureKind.TARGET_REFUSED, found.kind());
    assertTrue(found.why().contains("not writable"), found.toString());
    assertEquals(
        FailureKind.TARGET_REFUSED,
        deployments.failure(request, DeployStep.UPLOAD).report().kind());
  }

  @Test
  void refusesAnUnknownHost() throws Exception {
    start(OpenSshServer.Setup.ofThisUser(), SMALL);
    open(Files.readString(publicKey("other")), SMALL);

    FailureReport refused =
        deployments.failure(deployments.deploy(1, 3), DeployStep.CHECK).report();

    assertEquals(FailureKind.TARGET_REFUSED, refused.kind());
    assertTrue(refused.what().contains("127.0.0.1"), refused.toString());
    assertTrue(refused.why().contains("The SSH host key differs"), refused.toString());
    assertFalse(Files.exists(line));
  }

  private Path publicKey(String name) throws IOException {
    String line = SshKeyPair.at(home.resolve(name)).publicKeyLine("");
    return Files.writeString(home.resolve(name + ".pub"), line);
  }

  @Test
  void retriesAHostThatIsDown() throws Exception {
    start(OpenSshServer.Setup.ofThisUser(), SMALL);
    DeployRequest request = deployments.deploy(1, 3);
    server.close();

    assertEquals(
        FailureKind.TARGET_UNREACHABLE,
        deployments.failure(request, DeployStep.UPLOAD).report().kind());
  }
}
