package io.pim.tools.proxmox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QmImportTest {
  private static final QmImport IMPORT =
      new QmImport(100, "/root/x.qcow2", "local-lvm", Optional.of("qcow2"));

  @Test
  void usesTheSpellingOfEachRelease() {
    List<String> rest = List.of("100", "/root/x.qcow2", "local-lvm", "--format", "qcow2");
    assertEquals(List.of("qm", "importdisk"), IMPORT.words(new ProxmoxVersion(7, 4)).subList(0, 2));
    assertEquals(rest, IMPORT.words(new ProxmoxVersion(7, 4)).subList(2, 2 + rest.size()));
    assertEquals(
        List.of("qm", "disk", "import"), IMPORT.words(new ProxmoxVersion(8, 2)).subList(0, 3));
    // An unreadable version may be any release, and all know the older spelling.
    assertEquals("importdisk", IMPORT.words(ProxmoxVersion.of("x")).get(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | sudo: a password is required | TARGET_REFUSED",
        "127 | qm: not found | TARGET_REFUSED",
        "255 | qemu-img: error while writing: No space left on device | TARGET_FULL",
        "255 | lvcreate error: out of space in the pool | TARGET_FULL",
        "255 | can't lock file 'lock-100.conf' - got timeout | TARGET_UNREACHABLE",
        "255 | VM is locked (backup) | TARGET_UNREACHABLE",
        "255 | storage 'x' does not exist | TARGET_FAILED"
      })
  void aFailureNamesItsRemedy(int status, String said, FailureKind kind) {
    FailureReport report = IMPORT.failure("root@sg1:22", status, List.of("first", said)).report();
    assertEquals(kind, report.kind());
    assertTrue(report.why().contains(said), report.why());
    assertEquals("root@sg1:22", report.where());
  }
}
