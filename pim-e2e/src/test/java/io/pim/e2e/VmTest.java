package io.pim.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.unit.Sha256;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A VM's life, from an image of the tiny ISO; guest agent and cloud-init are in the Debian test.
 */
class VmTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Test
  void livesAndDies() throws Exception {
    try (PimUser user = PimUser.withTiny()) {
      user.pim("build", "run", "tiny").exits(0);
      Path image =
          Path.of(
              user.pim("image", "show", "tiny", "-o", "json").json().at("/image/path").asText());
      Sha256 before = Sha256.ofFile(image);
      try {
        runsInTheBackground(user);
        tellsWhatItCannotDo(user);
        hasAConsole(user);
        isFoundDeadAndStartedAgain(user);
        keepsItsDiskOverAStop(user);
        refusesAnotherImage(user, image);
        assertEquals(before, Sha256.ofFile(image), "nothing writes to an image");
      } finally {
        user.pim("vm", "rm", "--force", "web");
      }
      assertFalse(Files.exists(user.data().resolve("vms/web")));
      throwsAwayWhatWasToGo(user);
      user.isSatisfied();
    }
  }

  private static void runsInTheBackground(PimUser user) throws Exception {
    user.pim("vm", "run", "tiny", "--name", "web", "--user", "admin")
        .exits(0)
        .saying("VM web runs", "cloud-init: done", "user admin");
    user.pim("vm", "ssh", "web", "--", "sh", "-c", "id -un; hostname; exit 7")
        .exits(7)
        .saying("admin", "web");
    JsonNode running = user.pim("vm", "ps", "-o", "json").exits(0).json();
    assertEquals("running", running.at("/0/state").asText());
    for (String end : new String[] {".qmp", ".ga", ".serial", ".pid"}) {
      assertTrue(Files.exists(user.runtime().resolve("web" + end)), end);
    }
    user.pim("vm", "port", "web", "--add", "0:80").exits(2);
  }

  private static void tellsWhatItCannotDo(PimUser user) throws Exception {
    user.pim("vm", "run", "tiny", "--name", "web").exits(1).saying("there is a VM 'web' already");
    user.pim("vm", "rm", "web").exits(1).saying("VM web runs");
    user.pim("vm", "ip", "web").exits(1).saying("no guest agent answers");
    user.pim("vm", "ssh", "wob").exits(2).saying("no VM 'wob'", "Did you mean web?");
    user.pim("vm", "run", "tinny").exits(2).saying("no image 'tinny'", "Did you mean tiny?");
    user.pim("vm", "run", "tiny", "--name", "../x").exits(2).saying("cannot be used as a name");
    user.pim("vm", "run", "tiny", "--disk", "1M").exits(1).saying("smaller than the image's");
    user.pim("vm", "run", "tiny", "--net", "bridge:pim-none").exits(1).saying("no bridge");
    assertEquals(1, user.pim("vm", "ps", "-a", "-o", "json").json().size(), "no half is left");
  }

  private static void hasAConsole(PimUser user) throws Exception {
    Path out = Files.createTempFile("console", "");
    Path err = Files.createTempFile("console", "");
    Process console = user.start(out, err, "vm", "console", "web");
    try (OutputStream keys = console.getOutputStream()) {
      awaitText(console, err, "Ctrl-] detaches");
      type(keys, "\n");
      awaitText(console, out, "login:");
      user.pim("vm", "console", "web").exits(1).saying("somebody is at the console");
      type(keys, "\u001d");
      assertTrue(console.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), "it has not detached");
    } finally {
      console.destroyForcibly();
    }
    assertEquals(0, console.exitValue());
    user.pim("vm", "ps").saying("running");
    Files.delete(out);
    Files.delete(err);
  }

  private static void type(OutputStream keys, String text) throws Exception {
    keys.write(text.getBytes(StandardCharsets.UTF_8));
    keys.flush();
  }

  private static void awaitText(Process console, Path file, String text) throws Exception {
    Waiting.until(
        LIMIT,
        () -> Files.readString(file, StandardCharsets.ISO_8859_1).contains(text),
        console::isAlive,
        () -> "no '" + text + "' in " + file);
  }

  private static void isFoundDeadAndStartedAgain(PimUser user) throws Exception {
    long pid = user.pim("vm", "status", "web", "-o", "json").json().at("/vm/pid").asLong();
    ProcessHandle qemu = ProcessHandle.of(pid).orElseThrow();
    assertTrue(qemu.destroyForcibly());
    qemu.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertEquals("dead", user.pim("vm", "ps", "-o", "json").json().at("/0/state").asText());
    user.pim("vm", "ssh", "web").exits(1).saying("VM web does not run");
    user.pim("vm", "start", "web").exits(0).saying("VM web runs");
  }

  private static void keepsItsDiskOverAStop(PimUser user) throws Exception {
    user.pim("vm", "ssh", "web", "--", "sh", "-c", "echo kept > note; sync").exits(0);
    user.pim("vm", "stop", "web").exits(0).saying("has shut down");
    assertEquals(0, user.pim("vm", "ps", "-o", "json").json().size());
    user.pim("vm", "ps", "-a").saying("stopped");
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

  private static void throwsAwayWhatWasToGo(PimUser user) throws Exception {
    user.pim("vm", "run", "tiny", "--rm", "--no-wait").exits(0).saying("VM tiny-1 runs");
    user.pim("vm", "stop", "--force", "tiny-1").exits(0).saying("removed");
    user.pim("vm", "ps", "-a").saying("no VMs");
  }
}
