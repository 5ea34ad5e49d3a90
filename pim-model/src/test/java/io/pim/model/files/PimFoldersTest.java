package io.pim.model.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.model.unit.Architecture;
import io.pim.model.unit.Digest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PimFoldersTest {
  @TempDir Path home;

  /** Each user has a folder in /tmp; a shared one would shut out all users but the first. */
  @Test
  void eachUserHasAFolderForSockets() throws Exception {
    Object me = Files.getAttribute(home, "unix:uid");
    assertEquals(Path.of("/tmp/pim-" + me), PimFolders.of(Map.of(), home, home).runtime());
    assertEquals(
        Path.of("/tmp/pim-" + me),
        PimFolders.of(Map.of("XDG_RUNTIME_DIR", "not/absolute"), home, home).runtime());
    assertEquals(
        Path.of("/run/user/7/pim"),
        PimFolders.of(Map.of("XDG_RUNTIME_DIR", "/run/user/7"), home, home).runtime());
  }

  /** The paths in docs/files.md. */
  @Test
  void namesBootFilesByDigestAndArchitecture() {
    Digest iso = Digest.of("a".repeat(64));
    PimFolders folders = PimFolders.of(Map.of(), home, home);
    Path own = folders.bootFiles().resolve(iso.hex()).resolve("install.a64");
    BootFiles files = folders.bootFiles(iso, Architecture.ARM64);
    assertEquals(own.resolve("vmlinuz"), files.kernel());
    assertEquals(own.resolve("initrd.gz"), files.initrd());
    assertEquals(own.resolve("boot.json"), files.facts());
  }
}
