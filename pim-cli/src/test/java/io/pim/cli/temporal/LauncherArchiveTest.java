package io.pim.cli.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.tools.process.Command;
import io.pim.tools.process.Finished;
import io.pim.tools.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The archive of classes with which Java starts faster. */
class LauncherArchiveTest extends LauncherFixture {
  @Test
  void ignoresAnArchiveOfRewrittenJars() throws Exception {
    Path archive = dist.resolve("cds/abc-17.0.9.jsa");
    write(archive, "");
    write(dist.resolve("cds/abc-17.0.9.jsa.made"), dist + "\n");
    String uses = "[-XX:SharedArchiveFile=" + archive + "]";
    assertTrue(run(Map.of(), pim(), "build").output().contains(uses));
    FileTime later = FileTime.from(Instant.now().plusSeconds(60));
    Files.setLastModifiedTime(dist.resolve("build-id"), later);

    Finished run = run(Map.of(), pim(), "build");

    assertTrue(run.succeeded(), run.output());
    assertFalse(run.output().contains("SharedArchiveFile"), run.output());
  }

  /** As a package does for all users, who cannot write to its folder. */
  @Test
  void usersWhoCannotWriteToThePackageUseItsArchive() throws Exception {
    script(
        java.resolve("bin/java"),
        """
        for a; do
          echo "[$a]"
          case $a in -XX:ArchiveClassesAtExit=*) : >"${a#*=}" ;; esac
        done""");
    Path archive = dist.resolve("cds/abc-17.0.9.jsa");
    Path home = openTo(Files.createDirectory(folder.resolve("home")));

    assertFalse(asOther(home, "build").contains("SharedArchiveFile"));
    Path ofUser = home.resolve(".cache/pim/cds/abc-17.0.9.jsa.made");
    assertTrue(Files.exists(ofUser), "the user gets an archive, because the package has none");
    assertFalse(
        Files.exists(archive.getParent()), "nothing is written where the user cannot write");

    Finished made = run(Map.of(), pim(), "__archive");
    assertEquals(0, made.exitCode(), made.output());
    assertEquals("", made.output());
    assertTrue(Files.exists(archive));
    Files.delete(ofUser);
    String later = asOther(home, "build");
    assertTrue(later.contains("[-XX:SharedArchiveFile=" + archive + "]"), later);
    assertFalse(Files.exists(ofUser));
  }

  @Test
  void isSilentWithoutAFolderForTheArchive() throws Exception {
    for (String home : List.of("", "/proc/nowhere")) {
      String said = asOther(Path.of(home), "build");
      assertTrue(said.endsWith("[io.pim.cli.Pim]\n[build]\n"), said);
      assertTrue(said.startsWith("[-Xshare:auto]"), said);
    }
  }

  @Test
  void reportsAFailedArchiveToThePackage() throws Exception {
    script(java.resolve("bin/java"), "exit 1");
    assertEquals(1, run(Map.of(), pim(), "__archive").exitCode());
    assertFalse(Files.exists(dist.resolve("cds/abc-17.0.9.jsa")));
  }

  /** Runs it as a user who cannot write to the distribution. */
  private String asOther(Path home, String... arguments) throws Exception {
    List<String> argv = new ArrayList<>(List.of("/usr/bin/env"));
    argv.add("-uXDG_CACHE_HOME");
    argv.add(home.toString().isEmpty() ? "-uHOME" : "HOME=" + home);
    if (Files.getOwner(dist).getName().equals("root")) {
      openTo(temporary);
      // The umask of the user who runs this test may deny access.
      Command open =
          Command.of(List.of("chmod", "-R", "go+rX", folder.toString()), Duration.ofSeconds(60));
      assertTrue(new ProcessRunner().run(open).succeeded());
      argv.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    } else {
      assertTrue(dist.toFile().setWritable(false));
    }
    argv.addAll(List.of("/bin/sh", pim()));
    argv.addAll(List.of(arguments));
    Finished run =
        new ProcessRunner()
            .run(
                Command.of(argv, Duration.ofSeconds(150))
                    .withEnvironment(Map.of("JAVA_HOME", java.toString())));
    assertTrue(dist.toFile().setWritable(true));
    assertTrue(run.succeeded(), run.output());
    return run.output();
  }

  private static Path openTo(Path folder) throws IOException {
    return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
  }
}
