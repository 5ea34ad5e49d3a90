package io.pim.model.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VmNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "../x",
        "a/b",
        "/etc",
        "-rf",
        ".hidden",
        "a b",
        "a\nb",
        "a,b",
        "tiny-x86_64-20261122-195626",
        "tiny-x86_64-20261122-195626-verify",
        "a-arm64-20261122-195626-shell",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      })
  void refusesNamesThatLeaveTheFolderOrBelongToBuilds(String text) {
    assertThrows(IllegalArgumentException.class, () -> VmName.of(text));
  }

  @Test
  void namesAFolderAmongTheMachines() {
    PimFolders folders = PimFolders.of(Map.of(), Path.of("/home/u"), Path.of("/p"));
    assertEquals(
        Path.of("/home/u/.local/share/pim/vms/web-1/disk.qcow2"),
        folders.vmFolder(VmName.of("web-1")).disk());
  }
}
