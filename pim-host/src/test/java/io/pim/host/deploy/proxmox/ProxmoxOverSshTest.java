package io.pim.host.deploy.proxmox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.host.deploy.TargetFinding;
import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.unit.Sha256;
import io.pim.tools.proxmox.fake.FakeProxmox;
import io.pim.tools.proxmox.fake.FakeQm;
import io.pim.tools.proxmox.fake.QmProgram;
import io.pim.tools.proxmox.fake.StoredVolume;
import io.pim.tools.proxmox.fake.TestCertificate;
import io.pim.tools.proxmox.fake.Vm;
import io.pim.tools.ssh.OpenSshServer;
import io.pim.tools.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An old release behind OpenSSH's own server: this machine looks like a node to the login user. */
@Timeout(180)
class ProxmoxOverSshTest {
  @TempDir private Path folder;
  private FakeProxmox fake;
  private FakeQm qm;
  private QmProgram programs;
  private OpenSshServer server;
  private Path imports;
  private Deployments deployments;

  @BeforeEach
  void start() throws Exception {
    fake = FakeProxmox.start(folder.resolve("pve"), "8.2", TestCertificate.GOOD, "pve1", "pve2");
    fake.cluster().addLocal("pve1", "local-lvm", "lvmthin", 1L << 40, "images");
    fake.grantAll();
    qm = new FakeQm(fake, "pve1", folder.resolve("disks"));
    programs = QmProgram.start(qm, "pve1", folder.resolve("bin"));
    Optional<OpenSshServer> started =
        OpenSshServer.start(
            Files.createDirectories(folder.resolve("sshd")),
            OpenSshServer.Setup.ofThisUser().withPrograms(programs.path()));
    assumeTrue(started.isPresent(), "this machine cannot run this sshd");
    server = started.get();
    // A shell must treat the complete string as a name.
    imports = folder.resolve("it's $(touch harm) \"here\"; x");
    deployments =
        new Deployments(fake, folder.resolve("host"))
            .without("import_storage")
            .with("try", false)
            .with("import_folder", imports.toString())
            .with(
                "ssh",
                Map.of(
                    "port", server.port(),
                    "user", server.user(),
                    "key", server.key().toString(),
                    "host_key", server.hostKey()));
  }

  @AfterEach
  void stop() throws Exception {
    qm.release();
    if (server != null) {
      server.close();
    }
    programs.close();
    fake.close();
  }

  /** As for a user other than root. */
  private void notRoot(String sudo) throws IOException {
    programs.write("id", "#!/bin/sh\necho 1000\n");
    programs.write("sudo", "#!/bin/sh\n" + sudo + "\n");
  }

  private void assertOneTemplate(int number) throws Exception {
    List<Vm> vms = fake.cluster().vms();
    assertEquals(List.of("developer-x86-64"), vms.stream().map(Vm::name).toList());
    assertTrue(vms.get(0).isTemplate());
    List<StoredVolume> disks =
        fake.cluster().storage("pve1", "local-lvm").volumes().stream()
            .filter(volume -> !volume.name().contains("cloudinit"))
            .toList();
    assertEquals(List.of("base-100-disk-0"), disks.stream().map(StoredVolume::name).toList());
    assertArrayEquals(
        Deployments.bytes(number), Files.readAllBytes(disks.get(0).file().orElseThrow()));
    assertFalse(Files.exists(imports), "nothing is left on the node");
    assertEquals(List.of(), fake.cluster().tasks().running());
  }

  private List<TargetFinding> findings() throws Exception {
    try (ProxmoxDriver driver = deployments.driver()) {
      return driver.check(Optional.of(deployments.image(1)));
    }
  }

  private TargetFinding bad() throws Exception {
    List<TargetFinding> bad = findings().stream().filter(line -> !line.isGood()).toList();
    assertEquals(1, bad.size(), bad.toString());
    return bad.get(0);
  }

  private FailureReport fails(DeployStep step) {
    return assertThrows(BuildFailure.class, () -> deployments.run(1, step)).report();
  }

  @Test
  void anImageBecomesATemplate() throws Exception {
    List<TargetFinding> all = findings();
    assertTrue(all.stream().allMatch(TargetFinding::isGood), all.toString());
    List<String> subjects = all.stream().map(TargetFinding::subject).toList();
    String shown = server.user() + "@127.0.0.1:" + server.port();
    assertTrue(
        subjects.containsAll(
            List.of("ssh " + shown, "qm on " + shown, "folder " + imports + " on " + shown)),
        subjects.toString());
    assertFalse(Files.exists(imports), "a check changes nothing");

    deployments.deploy(1);

    assertOneTemplate(1);
    assertEquals(1, qm.commands().size());
    assertEquals(List.of("disk", "import", "100"), qm.commands().get(0).subList(0, 3));
  }

  @Test
  void anotherUserImportsWithSudo() throws Exception {
    notRoot("[ \"$1\" = -n ] || exit 1; shift; [ \"$1\" != -l ] || exit 0; exec \"$@\"");
    assertTrue(findings().stream().allMatch(TargetFinding::isGood), findings().toString());

    deployments.deploy(1);

    assertOneTemplate(1);
  }

  @Test
  void namesAUserWhoMayNotRunQm() throws Exception {
    notRoot("echo 'sudo: a password is required' >&2; exit 1");
    TargetFinding line = bad();
    assertTrue(line.subject().startsWith("qm on "), line.toString());
    assertTrue(line.found().contains("a password is required"), line.toString());
    deployments.run(1, DeployStep.UPLOAD);
    FailureReport refused = fails(DeployStep.CREATE);
    assertEquals(FailureKind.TARGET_REFUSED, refused.kind(), refused.toString());
    assertTrue(refused.todo().contains("sudo"), refused.todo());
    deployments.undo(1);
    assertEquals(List.of(), fake.cluster().vms());
    assertFalse(Files.exists(imports));
  }

  @Test
  void namesAnotherNode() throws Exception {
    programs.write("uname", "#!/bin/sh\necho pve2\n");
    TargetFinding line = bad();
    assertEquals("it is node pve2, and the template goes to pve1", line.found());
  }

  @Test
  void namesAHostThatDoesNotAnswer() throws Exception {
    server.close();
    TargetFinding line = bad();
    assertEquals(Optional.of(FailureKind.TARGET_UNREACHABLE), line.failure());
    assertEquals(FailureKind.TARGET_UNREACHABLE, fails(DeployStep.UPLOAD).kind());
  }

  @Test
  void joinsAnImportThatOutlivesTheConnection() throws Exception {
    deployments.run(1, DeployStep.UPLOAD);
    qm.hold();
    CompletableFuture<Void> first = create();
    Await.until("the import runs", () -> qm.running() == 1);

    server.dropConnections();

    BuildFailure lost =
        (BuildFailure)
            assertThrows(ExecutionException.class, () -> first.get(60, TimeUnit.SECONDS))
                .getCause();
    assertEquals(FailureKind.TARGET_UNREACHABLE, lost.report().kind(), lost.report().toString());
    assertEquals(1, qm.running(), "the import continues");
    CompletableFuture<Void> second = create();
    qm.release();
    second.get(60, TimeUnit.SECONDS);
    deployments.deploy(1);
    assertOneTemplate(1);
    assertEquals(1, qm.commands().size());
  }

  private CompletableFuture<Void> create() {
    return CompletableFuture.runAsync(
        () -> {
          try {
            deployments.run(1, DeployStep.CREATE);
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void undoWaitsForARunningImport() throws Exception {
    deployments.run(1, DeployStep.UPLOAD);
    qm.hold();
    CompletableFuture<Void> worker = create();
    Await.until("the import runs", () -> qm.running() == 1);
    server.dropConnections();
    assertThrows(ExecutionException.class, () -> worker.get(60, TimeUnit.SECONDS));

    CompletableFuture<Void> undo =
        CompletableFuture.runAsync(
            () -> {
              try {
                deployments.undo(1);
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    qm.release();
    undo.get(60, TimeUnit.SECONDS);

    assertEquals(List.of(), fake.cluster().vms());
    assertEquals(List.of(), fake.cluster().storage("pve1", "local-lvm").volumes());
    assertFalse(Files.exists(imports));
  }

  @Test
  void cleansUpAfterANodeLostPower() throws Exception {
    qm.cutOffNext();
    FailureReport report = fails(DeployStep.CREATE);
    assertEquals(FailureKind.TARGET_UNREACHABLE, report.kind(), "which is tried again: " + report);
    assertTrue(report.what().contains("was cut off"), report.toString());
    deployments.deploy(1);
    assertOneTemplate(1);
  }

  @Test
  void continuesFromAnExistingPart() throws Exception {
    byte[] image = Deployments.bytes(1);
    makeImports();
    String name = ProxmoxNames.upload(Deployments.id(1), Sha256.ofBytes(image), "qcow2");
    Files.write(imports.resolve(name), Arrays.copyOf(image, 100_000));

    deployments.deploy(1);

    String log = Files.readString(folder.resolve("host/DEPLOY-1/deploy.log"));
    assertTrue(log.contains("continuing after 100000 bytes"), log);
    assertOneTemplate(1);
  }

  @Test
  void sendsADamagedPartAgain() throws Exception {
    byte[] image = Deployments.bytes(1);
    makeImports();
    String name = ProxmoxNames.upload(Deployments.id(1), Sha256.ofBytes(image), "qcow2");
    Files.write(imports.resolve(name), new byte[image.length + 10]);

    deployments.deploy(1);

    assertOneTemplate(1);
  }

  private void makeImports() throws IOException {
    Files.createDirectory(
        imports,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  @Test
  void refusesAFolderThatIsALink() throws Exception {
    Files.createSymbolicLink(imports, Files.createDirectory(folder.resolve("elsewhere")));
    FailureReport refused = fails(DeployStep.UPLOAD);
    assertEquals(FailureKind.TARGET_REFUSED, refused.kind());
    assertTrue(refused.todo().contains("import_folder"), refused.todo());
  }

  @Test
  void refusesAFolderThatOthersMayWriteTo() throws Exception {
    Files.createDirectory(imports);
    mode("rwxrwxrwx");
    FailureReport refused = fails(DeployStep.UPLOAD);
    assertEquals(FailureKind.TARGET_REFUSED, refused.kind());
    assertTrue(refused.why().contains("others may write to it"), refused.why());
    mode("rwxr-xr-x");
    deployments.run(1, DeployStep.UPLOAD);
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(imports)));
  }

  private void mode(String mode) throws IOException {
    Files.setPosixFilePermissions(imports, PosixFilePermissions.fromString(mode));
  }
}
