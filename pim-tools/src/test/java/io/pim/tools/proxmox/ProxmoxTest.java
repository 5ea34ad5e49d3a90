package io.pim.tools.proxmox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.tools.proxmox.fake.FakeProxmox;
import io.pim.tools.proxmox.fake.Faults.Kind;
import io.pim.tools.proxmox.fake.TestCertificate;
import io.pim.tools.tls.ServerTrust;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Tasks, VMs and files of a cluster. */
class ProxmoxTest extends ProxmoxFixture {
  /** packer-plugin-proxmox#313: a limit of a minute aborted every larger transfer. */
  @Test
  void waitsForATaskLongerThanAMinute() throws Exception {
    AtomicLong waited = new AtomicLong();
    fake.cluster().tasks().answerRunning(400);
    proxmox =
        proxmox(
            new ServerTrust.Pinned(fake.fingerprint()), time -> waited.addAndGet(time.toMillis()));
    upload(file(10));
    assertTrue(waited.get() > Duration.ofMinutes(10).toMillis(), "waited " + waited + " ms");
  }

  @Test
  void findsATaskWhoseAnswerWasLost() throws Exception {
    for (Kind kind : List.of(Kind.DROP_AFTER, Kind.TOO_SLOW)) {
      fake.faults().next(CREATE, kind);
      int id = proxmox.vms().freeId(100, 200).orElseThrow();
      assertTrue(create(id));
    }
    assertEquals(0, fake.faults().left());
    assertEquals(2, fake.cluster().vms().size());
  }

  @Test
  void findsNoTaskThatNeverBegan() throws Exception {
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
  void reportsWhyAndWhereATaskFailed() {
    fake.cluster().tasks().failNext("qmcreate", "unable to create VM 100 - storage is broken");
    FailureReport report = fails(FailureKind.TARGET_FAILED, () -> create(100));
    assertEquals("unable to create VM 100 - storage is broken", report.why());
    assertTrue(report.where().contains("UPID:pve1:"), report.where());
  }

  @Test
  void aTemporaryLockNeedsNoPerson() throws Exception {
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
  void servesTheLifeOfAVm() throws Exception {
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
  void removesAFileOnce() throws Exception {
    upload(file(10));
    proxmox.storages().remove("pve1", "local", "local:import/pim-a.raw", lines::add);
    proxmox.storages().remove("pve1", "local", "local:import/pim-a.raw", lines::add);
    assertEquals(List.of(), proxmox.storages().imports("pve1", "local"));
  }

  @Test
  void readsErrorsOfOlderReleasesFromTheReason() throws Exception {
    use(FakeProxmox.start(folder, "8.2", TestCertificate.GOOD, "pve1"));
    assertFalse(proxmox.version().importsImages());
    FailureReport report =
        fails(FailureKind.TARGET_REFUSED, () -> proxmox.vms().start("pve2", 100, lines::add));
    assertTrue(report.why().contains("hostname lookup 'pve2' failed"), report.why());
  }
}
