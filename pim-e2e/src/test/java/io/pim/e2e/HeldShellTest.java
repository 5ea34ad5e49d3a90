package io.pim.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A shell on a held build's disk: a person can try anything, and no change stays. */
class HeldShellTest {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @Test
  void showsTheFailedDiskWithoutChangingIt() throws Exception {
    try (PimUser user = PimUser.withTiny()) {
      String good = user.read("scripts.d/app.sh");
      user.write("scripts.d/app.sh", "#!/bin/sh\necho of the script >/etc/app-wrote\nexit 3\n");
      user.pim("build", "run", "tiny").exits(3).saying("pim build shell tiny-x86_64-");
      String build = user.newestBuild();
      List<String> disks = workDisks(user, build);

      user.pim("build", "shell", "tiny", "--", "cat", "/etc/app-wrote")
          .exits(0)
          .saying(
              "of the script", "script:app failed on this disk", "2 layers before it are intact");
      user.pim("build", "shell", build, "--", "sh", "-c", "echo 'of me' >/etc/app-wrote; exit 7")
          .exits(7);
      user.pim("build", "shell", build, "--", "cat", "/etc/app-wrote").exits(0).notSaying("of me");
      requireNoShell(user, build);
      assertEquals(disks, workDisks(user, build), "the failed disk is unchanged");

      refusesASecondAndOutlivesAKilledOne(user, build);
      endsOnASignal(user, build);

      user.write("scripts.d/app.sh", good);
      user.write(
          "verifications.d/default.sh",
          user.read("verifications.d/default.sh") + "[ ! -e /etc/app-wrote ]\n");
      Shell open = Shell.sleeping(user, build);
      user.pim("build", "retry", build).exits(0).saying("image tiny-x86_64-");
      open.ends(1).saying("is no longer held");
      user.requireNothingLeft(build);
      user.pim("build", "shell", build).exits(1).saying("Only a held build can be looked into");
      user.isSatisfied();
    }
  }

  private static void refusesASecondAndOutlivesAKilledOne(PimUser user, String build)
      throws Exception {
    Shell first = Shell.sleeping(user, build);
    user.pim("build", "shell", build, "--", "true")
        .exits(1)
        .saying("is open already", "process " + first.process().pid());
    first.process().destroyForcibly().waitFor();
    assertFalse(user.processesNaming(build + "-shell").isEmpty(), "its machine keeps running");

    user.pim("build", "shell", build, "--", "cat", "/etc/app-wrote").exits(0);
    requireNoShell(user, build);
  }

  private static void endsOnASignal(PimUser user, String build) throws Exception {
    Shell shell = Shell.sleeping(user, build);
    shell.process().destroy();
    shell.process().waitFor();
    requireNoShell(user, build);
  }

  @Test
  void showsAnImageThatFailedVerificationAsAnInstance() throws Exception {
    try (PimUser user = PimUser.withTiny()) {
      user.write("verifications.d/default.sh", "#!/bin/sh\necho not good enough\nexit 1\n");
      user.pim("build", "run", "tiny").exits(3).saying("not good enough", "pim build shell");
      String build = user.newestBuild();

      user.pim("build", "shell", build, "--", "cat", "/etc/pim-scripts-run")
          .exits(0)
          .saying("base\napp\n", "verify failed with this image", "as a new cloud instance");
      requireNoShell(user, build);

      user.pim("build", "abort", build).exits(0);
      user.requireNothingLeft(build);
      user.isSatisfied();
    }
  }

  @Test
  void reportsThatNothingIsInstalledYet() throws Exception {
    try (PimUser user = PimUser.withTiny()) {
      String preseed = "preseeds.d/default.cfg.erb";
      user.write(preseed, user.read(preseed).replace("/dev/vda", "/dev/vdz"));
      user.pim("build", "run", "tiny").exits(3).notSaying("pim build shell");

      user.pim("build", "shell", "tiny")
          .exits(1)
          .saying("no installed system", "held at install", "install-console.log", "/dev/vdz");
      user.isSatisfied();
    }
  }

  /** A shell in which a command runs until the test ends it. */
  private record Shell(Process process, Path out, Path err) {
    static Shell sleeping(PimUser user, String build) throws Exception {
      Path out = Files.createTempFile(user.folder(), "out", "");
      Path err = Files.createTempFile(user.folder(), "err", "");
      Process process =
          user.start(out, err, "build", "shell", build, "--", "sh", "-c", "echo in; sleep 3000");
      Waiting.until(
          LIMIT,
          () -> Files.readString(out).contains("in"),
          process::isAlive,
          () -> read(out) + read(err));
      return new Shell(process, out, err);
    }

    Said ends(int status) throws InterruptedException {
      return new Said("build shell", process.waitFor(), read(out), read(err)).exits(status);
    }

    private static String read(Path file) {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        return e.toString();
      }
    }
  }

  private static List<String> workDisks(PimUser user, String build) throws IOException {
    try (Stream<Path> disks = Files.list(user.cache().resolve("work").resolve(build))) {
      return disks
          .filter(f -> f.toString().endsWith(".qcow2"))
          .sorted()
          .map(HeldShellTest::digest)
          .toList();
    }
  }

  private static String digest(Path file) {
    try {
      return file.getFileName() + " " + Sha256.ofFile(file).hex();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void requireNoShell(PimUser user, String build) throws IOException {
    assertEquals(List.of(), user.processesNaming(build + "-shell"), "machines and sessions");
    assertFalse(Files.exists(user.cache().resolve("work").resolve(build).resolve("shell")));
    try (Stream<Path> files = Files.list(user.builds().resolve(build))) {
      assertTrue(
          files
              .map(f -> f.getFileName().toString())
              .noneMatch(f -> f.equals("shell-vm.json") || f.equals("shell-host-key")));
    }
    try (Stream<Path> sockets = Files.walk(user.folder().getParent().resolve("run"))) {
      assertTrue(sockets.noneMatch(f -> f.toString().contains(build)), "sockets");
    }
  }
}
