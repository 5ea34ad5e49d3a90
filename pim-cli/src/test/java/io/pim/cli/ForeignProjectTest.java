package io.pim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands that run in a folder that anybody may write to. */
@Timeout(120)
class ForeignProjectTest {
  @TempDir Path root;
  private PimHome pim;
  private Path ran;

  @BeforeEach
  void plant() throws IOException {
    pim = new PimHome(root, null);
    ran = root.resolve("ran");
    Path program = root.resolve("project/evil");
    PimHome.write(program, "#!/bin/sh\ntouch " + ran + "\necho temporal version 1\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxrwxrwx"));
    pim.file("pim.yml", "temporal:\n  server_binary: " + program + "\n");
    Files.setPosixFilePermissions(
        pim.folders.project(), PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  private static void assertOneWarning(Ran ran) {
    assertEquals(1, ran.err().lines().filter(l -> l.startsWith("warning: ")).count(), ran.err());
    assertTrue(ran.err().contains("others may write to it (owner "), ran.err());
  }

  @Test
  void commandsThatNeedNoProjectIgnoreIt() {
    for (String command : new String[] {"status", "down", "image list", "vm list", "config show"}) {
      Ran done = pim.run(command.split(" "));
      assertEquals(0, done.status(), command + ": " + done.err());
      assertOneWarning(done);
      assertFalse(done.out().contains("evil"), done.out());
    }
    assertEquals("", pim.run("-q", "image", "list").err());
    assertFalse(Files.exists(ran));
  }

  @Test
  void commandsThatNeedTheProjectFail() {
    for (String command :
        new String[] {"build run web", "profile list", "iso list", "serve web", "config check"}) {
      Ran done = pim.run(command.split(" "));
      assertEquals(2, done.status(), command + ": " + done.err());
      assertTrue(
          (done.out() + done.err()).contains(pim.folders.project() + ": is not trusted"),
          done.err());
    }
    assertFalse(Files.exists(ran));
  }

  /** A build without the project's settings would not be the intended one. */
  @Test
  void doesNotUseTheUsersOwnProfilesInPlaceOfTheProject() {
    PimHome own = PimHome.bare(root.resolve("other"));
    own.ownFile("profiles.d/web.yml", "web: {hostname: web}\n");
    own.file("pim.yml", "build: {cpus: 3}\n");
    assertEquals(0, own.run("profile", "list").status());
    own.folders.project().resolve("pim.yml").toFile().setWritable(true, false);
    for (String command : new String[] {"profile list", "build run web"}) {
      Ran refused = own.run(command.split(" "));
      assertEquals(2, refused.status(), command + ": " + refused.err());
      assertTrue(refused.err().contains("pim.yml: is not trusted"), refused.err());
    }
  }

  @Test
  void completesNothing() {
    assertEquals("", pim.run("__complete", "--", "build", "run", "").err());
  }

  @Test
  void trustsASafeFolder() {
    pim.ownFile("pim.yml", "safe_folders: [" + pim.folders.project() + "]\n");
    Ran refused = pim.run("config", "show");
    assertEquals(2, refused.status());
    assertTrue(refused.err().contains("pim.yml:2: temporal.server_binary: is allowed in your own"));
    pim.file("pim.yml", "build: {cpus: 3}\n");
    assertEquals("", pim.run("profile", "list").err());
  }
}
