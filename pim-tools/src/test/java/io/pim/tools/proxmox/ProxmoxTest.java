package io.pim.tools.proxmox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.unit.Sha256;
import io.pim.tools.process.Pause;
import io.pim.tools.proxmox.fake.FakeProxmox;
import io.pim.tools.proxmox.fake.Faults.Kind;
import io.pim.tools.proxmox.fake.TestCertificate;
import io.pim.tools.tls.ServerTrust;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class ProxmoxTest {
  private static final String CREATE = "POST /nodes/{node}/qemu";
  private static final String UPLOAD = "POST /nodes/{node}/storage/{storage}/upload";
  private static final Pause NONE = time -> {};

  @TempDir private Path folder;
  private final List<String> lines = new ArrayList<>();
  private FakeProxmox fake;
  private Proxmox proxmox;

  @BeforeEach
  void start() throws Exception {
    use(FakeProxmox.start(folder, "pve1", "pve2"));
  }

  private void use(FakeProxmox other) throws Exception {
    if (fake != null) {
      fake.close();
    }
    fake = other;
    fake.cluster().addLocal("pve1", "local", "dir", 1L << 30, "iso", "import");
    fake.cluster().addLocal("pve1", "local-lvm", "lvmthin", 1L << 40, "images");
    fake.grantAll();
    proxmox = proxmox(new ServerTrust.Pinned(fake.fingerprint()));
  }

  private Proxmox proxmox(ServerTrust trust) {
    return proxmox(trust, NONE);
  }

  private Proxmox proxmox(ServerTrust trust, Pause pause) {
    return new Proxmox(
        new ApiAddress("127.0.0.1", fake.port()), ApiToken.of(fake.token()), trust, pause);
  }

  @AfterEach
  void stop() throws Exception {
    fake.close();
  }

  private FailureReport fails(FailureKind kind, Executable call) {
    FailureReport report = assertThrows(BuildFailure.class, call).report();
    assertEquals(kind, report.kind(), report.toString());
    assertFalse(report.toString().contains(FakeProxmox.SECRET));
    assertFalse(report.what().isEmpty() || report.where().isEmpty() || report.todo().isEmpty());
    return report;
  }

  private UploadFile file(int bytes) throws Exception {
    byte[] content = new byte[bytes];
    new Random(7).nextBytes(content);
    Path path = Files.write(folder.resolve("image.raw"), content);
    return new UploadFile(path, "pim-a.raw", bytes, Sha256.ofFile(path));
  }

  private void upload(UploadFile file) throws Exception {
    proxmox.storages().upload("pve1", "local", file, (sent, total) -> {}, lines::add);
  }

  private boolean create(int vmid) throws Exception {
    return proxmox
        .vms()
        .create(
            "pve1",
            vmid,
            new Parameters().with("name", "a").with("agent", true).with("scsi0", "local-lvm:1"),
            lines::add);
  }

  @Test
  void readsShareAConnectionAndAChangeHasItsOwn() throws Exception {
    proxmox.nodes();
    proxmox.version();
    assertEquals(1, fake.connections());
    create(100);
    assertEquals(2, fake.connections());
  }

  @Test
  void aReadGoesOverANewConnectionIfTheServerHasClosedTheOldOne() throws Exception {
    proxmox.nodes();
    fake.down();
    fake.up();
    assertEquals("pve1", proxmox.nodes().get(0).name());
    assertEquals(2, fake.connections());
  }

  @Test
  void anAuthoritysFileIsEnough() throws Exception {
    Path ca = Files.write(folder.resolve("ca.pem"), TestCertificate.authority());
    assertTrue(proxmox(new ServerTrust.CaFile(ca)).version().isAtLeast(9, 1));
  }

  @Test
  void anUnknownAuthorityIsRefusedWithTheFingerprintToCompare() {
    FailureReport report =
        fails(FailureKind.TARGET_REFUSED, () -> proxmox(new ServerTrust.OfSystem()).version());
    assertTrue(report.todo().contains(fake.fingerprint()), report.todo());
  }

  @Test
  void anotherFingerprintIsRefused() {
    String other = "00" + fake.fingerprint().substring(2);
    FailureReport report =
        fails(FailureKind.TARGET_REFUSED, () -> proxmox(new ServerTrust.Pinned(other)).version());
    assertTrue(report.why().contains(other), report.why());
  }

  @Test
  void anExpiredCertificateIsRefusedAndSaysSo() throws Exception {
    use(FakeProxmox.start(folder, "9.1", TestCertificate.EXPIRED, "pve1"));
    Path ca = Files.write(folder.resolve("ca.pem"), TestCertificate.authority());
    FailureReport report =
        fails(FailureKind.TARGET_REFUSED, () -> proxmox(new ServerTrust.CaFile(ca)).version());
    assertTrue(report.why().contains("has expired"), report.why());
    assertTrue(proxmox.version().isAtLeast(9, 1), "a pinned certificate may be old");
  }

  @Test
  void aCertificateOfAnotherHostIsRefused() throws Exception {
    use(FakeProxmox.start(folder, "9.1", TestCertificate.OTHER_NAME, "pve1"));
    Path ca = Files.write(folder.resolve("ca.pem"), TestCertificate.authority());
    fails(FailureKind.TARGET_REFUSED, () -> proxmox(new ServerTrust.CaFile(ca)).version());
    assertTrue(proxmox(new ServerTrust.Unchecked()).version().isAtLeast(9, 1));
  }

  @Test
  void aServerThatIsAwayIsWaitedFor() throws Exception {
    fake.close();
    fails(FailureKind.TARGET_UNREACHABLE, () -> proxmox.version());
  }

  @Test
  void aWrongTokenIsNamedWithoutItsSecret() {
    fake.cluster().access().addToken(FakeProxmox.TOKEN_ID, "another", true);
    FailureReport report = fails(FailureKind.TARGET_REFUSED, () -> proxmox.version());
    assertTrue(report.why().contains(FakeProxmox.TOKEN_ID), report.why());
  }

  @Test
  void aTokenOfAnotherFormIsNeverShown() {
    FailureReport report =
        fails(
            FailureKind.TARGET_REFUSED, () -> ApiToken.of("me@pve!x=" + FakeProxmox.SECRET + "0"));
    assertFalse(report.toString().contains("me@pve"), report.toString());
  }

  @Test
  void aMissingRightIsNamedWithItsPath() {
    fake.cluster().access().revoke("Datastore.AllocateTemplate");
    FailureReport report = fails(FailureKind.TARGET_REFUSED, () -> upload(file(10)));
    assertTrue(
        report.todo().startsWith("Give Datastore.AllocateTemplate on /storage/local to the token"),
        report.todo());
  }

  @Test
  void aRefusalArrivesWhileTheFileIsBeingSent() throws Exception {
    fake.cluster().access().revoke("Datastore.AllocateTemplate");
    UploadFile large = file(48 << 20);
    FailureReport report = fails(FailureKind.TARGET_REFUSED, () -> upload(large));
    assertTrue(report.why().contains("Datastore.AllocateTemplate"), report.why());
  }

  @Test
  void theBytesArriveWithTheirProgress() throws Exception {
    UploadFile file = file((3 << 20) + 17);
    List<Long> sent = new ArrayList<>();
    proxmox.storages().upload("pve1", "local", file, (bytes, total) -> sent.add(bytes), lines::add);
    var stored = fake.cluster().storage("pve1", "local").volumes();
    assertEquals(1, stored.size());
    assertArrayEquals(
        Files.readAllBytes(file.path()), Files.readAllBytes(stored.get(0).file().orElseThrow()));
    assertEquals(file.size(), sent.get(sent.size() - 1));
    assertEquals(
        List.of(new StoredFile("local:import/pim-a.raw", file.size())),
        proxmox.storages().imports("pve1", "local"));
  }

  @Test
  void smallFilesArriveAsWell() throws Exception {
    for (int size : new int[] {1, 4095, 4096, 4097, 262_144}) {
      UploadFile file = file(size);
      upload(file);
      var stored = fake.cluster().storage("pve1", "local").volumes().get(0);
      assertEquals(file.sha256(), Sha256.ofFile(stored.file().orElseThrow()), "size " + size);
    }
  }

  @Test
  void aProgressListenerCanStopTheUpload() throws Exception {
    UploadFile file = file(8 << 20);
    assertThrows(
        IllegalStateException.class,
        () ->
            proxmox
                .storages()
                .upload(
                    "pve1",
                    "local",
                    file,
                    (sent, total) -> {
                      throw new IllegalStateException("stopped");
                    },
                    lines::add));
    assertEquals(List.of(), fake.cluster().storage("pve1", "local").volumes());
  }

  @Test
  void aFileThatDoesNotMatchItsDigestFailsTheTask() throws Exception {
    UploadFile file = file(1000);
    UploadFile wrong = new UploadFile(file.path(), file.name(), 1000, Sha256.ofText("other"));
    FailureReport report = fails(FailureKind.TARGET_FAILED, () -> upload(wrong));
    assertTrue(report.why().contains("checksum mismatch"), report.why());
    assertFalse(report.lastLines().isEmpty());
  }

  @Test
  void distinguishesAFullStorageFromAFullSpool() throws Exception {
    fake.cluster().storage("pve1", "local").setTotal(10);
    FailureReport storage = fails(FailureKind.TARGET_FULL, () -> upload(file(1000)));
    assertTrue(storage.todo().contains("Make room on the storage"), storage.todo());
    fake.cluster().setSpoolRoom(10);
    FailureReport spool = fails(FailureKind.TARGET_FULL, () -> upload(file(1000)));
    assertTrue(spool.todo().contains("/var/tmp"), spool.todo());
  }

  @Test
  void anUploadWhoseAnswerIsLostCanBeRepeated() throws Exception {
    for (Kind kind : List.of(Kind.DROP_BEFORE, Kind.DROP_AFTER)) {
      fake.faults().next(UPLOAD, kind);
      fails(FailureKind.TARGET_UNREACHABLE, () -> upload(file(1000)));
    }
    proxmox.storages().settle(lines::add, List.of("pve1"));
    upload(file(1000));
    assertEquals(1, fake.cluster().storage("pve1", "local").volumes().size());
  }

  /** packer-plugin-proxmox#313: a limit of a minute aborted every larger transfer. */
  @Test
  void aTaskThatTakesLongerThanAMinuteIsWaitedFor() throws Exception {
    AtomicLong waited = new AtomicLong();
    fake.cluster().tasks().answerRunning(400);
    proxmox =
        proxmox(
            new ServerTrust.Pinned(fake.fingerprint()), time -> waited.addAndGet(time.toMillis()));
    upload(file(10));
    assertTrue(waited.get() > Duration.ofMinutes(10).toMillis(), "waited " + waited + " ms");
  }

  @Test
  void aTaskWhoseAnswerIsLostIsFoundAgain() throws Exception {
    for (Kind kind : List.of(Kind.DROP_AFTER, Kind.TOO_SLOW)) {
      fake.faults().next(CREATE, kind);
      int id = proxmox.vms().freeId(100, 200).orElseThrow();
      assertTrue(create(id));
    }
    assertEquals(0, fake.faults().left());
    assertEquals(2, fake.cluster().vms().size());
  }

  @Test
  void aTaskThatNeverBeganIsNotTakenForOne() throws Exception {
    for (Kind kind : List.of(Kind.DROP_BEFORE, Kind.NO_WORKER)) {
      fake.faults().next(CREATE, kind);
      fails(FailureKind.TARGET_UNREACHABLE, () -> create(100));
    }
    assertEquals(List.of(), fake.cluster().vms());
    assertTrue(create(100));
  }

  @Test
  void distinguishesATakenIdFromAFailure() throws Exception {
    fake.faults().next(CREATE, Kind.ID_TAKEN);
    assertFalse(create(100));
    assertEquals(Optional.of(101), proxmox.vms().freeId(100, 200));
    assertEquals(Optional.empty(), proxmox.vms().freeId(100, 100));
  }

  @Test
  void aWarningIsASuccess() throws Exception {
    fake.cluster().tasks().warnNext("qmcreate");
    assertTrue(create(100));
    assertTrue(lines.stream().anyMatch(line -> line.contains("warning")), lines.toString());
  }

  @Test
  void aFailedTaskSaysWhyAndWhere() {
    fake.cluster().tasks().failNext("qmcreate", "unable to create VM 100 - storage is broken");
    FailureReport report = fails(FailureKind.TARGET_FAILED, () -> create(100));
    assertEquals("unable to create VM 100 - storage is broken", report.why());
    assertTrue(report.where().contains("UPID:pve1:"), report.where());
  }

  @Test
  void aLockThatWillBeFreedIsNoMatterForAPerson() throws Exception {
    create(100);
    fake.faults().next("PUT /nodes/{node}/qemu/{vmid}/config", Kind.LOCK_TIMEOUT);
    fails(
        FailureKind.TARGET_UNREACHABLE,
        () -> proxmox.vms().set("pve1", 100, new Parameters().with("name", "b")));
    proxmox.vms().set("pve1", 100, new Parameters().with("name", "b"));
    assertEquals("b", fake.cluster().vms().get(0).name());
  }

  @Test
  void aNodeThatIsDownIsUnreachable() {
    fake.cluster().setDown("pve2", true);
    fails(FailureKind.TARGET_UNREACHABLE, () -> proxmox.storages().of("pve2"));
  }

  @Test
  void aVmLives() throws Exception {
    create(100);
    assertEquals(Optional.of(false), proxmox.vms().runs("pve1", 100));
    proxmox.vms().start("pve1", 100, lines::add);
    assertFalse(proxmox.vms().agentAnswers("pve1", 100));
    assertTrue(proxmox.vms().agentAnswers("pve1", 100));
    proxmox.vms().stop("pve1", 100, lines::add);
    proxmox.vms().template("pve1", 100, lines::add);
    assertTrue(
        proxmox.vms().copy("pve1", 100, 101, new Parameters().with("name", "c"), lines::add));
    assertEquals(Vms.Removal.IN_USE, proxmox.vms().destroy("pve1", 100, lines::add));
    assertEquals(Vms.Removal.REMOVED, proxmox.vms().destroy("pve1", 101, lines::add));
    assertEquals(Vms.Removal.REMOVED, proxmox.vms().destroy("pve1", 100, lines::add));
    assertEquals(Vms.Removal.REMOVED, proxmox.vms().destroy("pve1", 100, lines::add));
    assertEquals(List.of(), fake.cluster().storage("pve1", "local-lvm").volumes());
    assertEquals(Optional.empty(), proxmox.vms().config("pve1", 100));
  }

  @Test
  void aFileIsRemovedOnce() throws Exception {
    upload(file(10));
    proxmox.storages().remove("pve1", "local", "local:import/pim-a.raw", lines::add);
    proxmox.storages().remove("pve1", "local", "local:import/pim-a.raw", lines::add);
    assertEquals(List.of(), proxmox.storages().imports("pve1", "local"));
  }

  @Test
  void rightsAreReadByPath() throws Exception {
    assertTrue(proxmox.rights().on("/storage/local").contains("Datastore.Allocate"));
    assertEquals(Set.of(), proxmox.rights().on("/nodes/pve1"));
  }

  @Test
  void anOlderReleasesErrorsAreInTheReason() throws Exception {
    use(FakeProxmox.start(folder, "8.2", TestCertificate.GOOD, "pve1"));
    assertFalse(proxmox.version().importsImages());
    FailureReport report =
        fails(FailureKind.TARGET_REFUSED, () -> proxmox.vms().start("pve2", 100, lines::add));
    assertTrue(report.why().contains("hostname lookup 'pve2' failed"), report.why());
  }
}
