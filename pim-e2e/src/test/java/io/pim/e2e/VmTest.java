package io.pim.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.pim.model.unit.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A VM over several starts, from an image of the tiny ISO. {@link TinyBuildTest} covers its first
 * start, {@link DebianBuildTest} the guest agent and cloud-init.
 */
@Tag("long")
class VmTest {
  @Test
  void staysIntactOverSeveralStarts() throws Exception {
    try (PimUser user = PimUser.withTiny()) {
      user.pim("build", "run", "tiny").exits(0);
      Path image =
          Path.of(
              user.pim("image", "show", "tiny", "-o", "json").json().at("/image/path").asText());
      Sha256 before = Sha256.ofFile(image);
      VmVisit visit = new VmVisit(user);
      try {
        visit.runsInTheBackground();
        reportsWhatItCannotDo(user);
        visit.isReportedDead();
        user.pim("vm", "start", "web").exits(0).saying("VM web runs");
        keepsItsDiskAfterAStop(user);
        refusesAnotherImage(user, image);
        assertEquals(before, Sha256.ofFile(image), "nothing writes to an image");
        visit.leavesNothing();
      } finally {
        user.pim("vm", "rm", "--force", "web");
      }
      removesItsFilesWhenRemoved(user);
      user.isSatisfied();
    }
  }

  private static void reportsWhatItCannotDo(PimUser user) throws Exception {
    user.pim("vm", "port", "web", "--add", "0:80").exits(2);
    user.pim("vm", "run", "tiny", "--name", "web").exits(1).saying("VM 'web' already exists");
    user.pim("vm", "create", "tiny", "--name", "other").exits(0);
    user.pim("vm", "rm", "other", "web").exits(1).saying("VM web runs");
    assertEquals(2, user.pim("vm", "list", "-a", "-o", "json").json().size(), "none went");
    user.pim("vm", "rm", "other").exits(0).saying("VM other removed");
    user.pim("vm", "ip", "web").exits(1).saying("no guest agent answers");
    user.pim("vm", "ssh", "wob").exits(2).saying("no VM 'wob'", "Did you mean web?");
    user.pim("vm", "run", "tinny").exits(2).saying("no image 'tinny'", "Did you mean tiny?");
    user.pim("vm", "run", "tiny", "--name", "../x").exits(2).saying("cannot be used as a name");
    user.pim("vm", "run", "tiny", "--disk", "1M").exits(1).saying("smaller than the image's");
    user.pim("vm", "run", "tiny", "--net", "bridge:pim-none").exits(1).saying("no bridge");
    user.pim("vm", "run", "tiny", "--accel", "hvf").exits(1).saying("--accel tcg");
    assertEquals(
        1, user.pim("vm", "list", "-a", "-o", "json").json().size(), "no half-made VM is left");
  }

  private static void keepsItsDiskAfterAStop(PimUser user) throws Exception {
    user.pim("vm", "ssh", "web", "--", "sh", "-c", "echo kept > note; sync").exits(0);
    user.pim("vm", "stop", "web").exits(0).saying("has shut down");
    assertEquals(0, user.pim("vm", "list", "-o", "json").json().size());
    user.pim("vm", "list", "-a").saying("stopped");
    assertFalse(Files.exists(user.runtime().resolve("web.qmp")));
    user.pim("vm", "start", "web").exits(0);
    user.pim("vm", "ssh", "web", "--", "cat", "note").exits(0).saying("kept");
  }

  private static void refusesAnotherImage(PimUser user, Path image) throws Exception {
    user.pim("vm", "stop", "--force", "web").exits(0);
    byte[] bytes = Files.readAllBytes(image);
    FileTime time = Files.getLastModifiedTime(image);
    byte[] other = bytes.clone();
    other[other.length - 1] ^= 1;
    Files.write(image, other);
    Files.setLastModifiedTime(image, FileTime.from(Instant.EPOCH));
    user.pim("vm", "start", "web").exits(1).saying("has changed since");
    Files.write(image, bytes);
    Files.setLastModifiedTime(image, time);
  }

  private static void removesItsFilesWhenRemoved(PimUser user) throws Exception {
    user.pim("vm", "run", "tiny", "--rm", "--no-wait").exits(0).saying("VM tiny-1 runs");
    user.pim("vm", "stop", "--force", "tiny-1").exits(0).saying("removed");
    user.pim("vm", "list", "-a").saying("no VMs");
  }
}
