package io.pim.tools.proxmox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.unit.Sha256;
import io.pim.tools.proxmox.fake.Faults.Kind;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Uploads of files to a storage. */
class ProxmoxUploadTest extends ProxmoxFixture {
  @Test
  void reportsARefusalDuringAnUpload() throws Exception {
    fake.cluster().access().revoke("Datastore.AllocateTemplate");
    UploadFile large = file(48 << 20);
    FailureReport report = fails(FailureKind.TARGET_REFUSED, () -> upload(large));
    assertTrue(report.why().contains("Datastore.AllocateTemplate"), report.why());
  }

  @Test
  void uploadsTheBytesAndReportsProgress() throws Exception {
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
  void uploadsSmallFiles() throws Exception {
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
}
