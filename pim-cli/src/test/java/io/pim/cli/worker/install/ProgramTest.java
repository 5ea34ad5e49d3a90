package io.pim.cli.worker.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.cli.temporal.DistributionInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {
  @TempDir Path temporary;
  private Path usr;
  private Path version;

  @BeforeEach
  void setUp() throws IOException {
    usr = temporary.toRealPath().resolve("usr");
    version = usr.resolve("lib/pim/versions/aaaaaaaaaaaaaaaa");
    Files.createDirectories(version.resolve("bin"));
    Files.createFile(version.resolve("bin/pim"));
    assumeTrue(Files.getAttribute(version, "unix:uid").equals(0), "packages are root's");
  }

  /** The next upgrade removes the version's own folder. */
  @Test
  void theServiceOfAnInstalledPackageRunsTheCurrentVersion() throws Exception {
    Path current = usr.resolve("lib/pim/current");
    Files.createSymbolicLink(current, Path.of("versions/aaaaaaaaaaaaaaaa"));
    Program program = program(usr);
    assertEquals(current.resolve("bin/pim"), program.launcher());
    assertFalse(program.isCopied());
  }

  @Test
  void keepsAVersionThatIsNotCurrent() throws Exception {
    Files.createDirectory(usr.resolve("lib/pim/versions/b"));
    Files.createSymbolicLink(usr.resolve("lib/pim/current"), Path.of("versions/b"));
    assertEquals(version.resolve("bin/pim"), program(usr).launcher());
  }

  @Test
  void anythingElseIsCopied() throws Exception {
    Program program = program(temporary.resolve("elsewhere"));
    assertTrue(program.isCopied());
    assertEquals(Path.of("/opt/pim/aaaaaaaaaaaa/bin/pim"), program.launcher());
  }

  private Program program(Path ofPackages) throws IOException {
    DistributionInfo distribution =
        new DistributionInfo(Optional.of(version), "0.1.0", "a".repeat(64));
    return Program.of(distribution, Layout.linuxSystem(), List.of(ofPackages));
  }
}
