package io.pim.e2e.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.e2e.PimUser;
import io.pim.e2e.Said;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A clean Debian in a folder, with its own processes and mounts, and this machine's network.
 * Everything in it ends with {@link #close}.
 */
final class DebianRoot implements AutoCloseable {
  static final String DEBIAN_12 = "bookworm";
  static final String DEBIAN_13 = "trixie";

  private static final Duration LIMIT = Duration.ofMinutes(25);

  /** The first process: it keeps running, and reaps orphaned processes. */
  private static final String INIT = "echo ready; while :; do sleep 1000 & wait; done";

  private static final String ENTER =
      """
      set -eu
      mount --bind "$0" "$0"
      mount -t proc proc "$0/proc"
      mount --rbind /dev "$0/dev"
      exec chroot "$0" /bin/sh -c "$1"
      """;

  private final Path folder;
  private final Process holder;
  private final String init;

  private DebianRoot(Path folder, Process holder, String init) {
    this.folder = folder;
    this.holder = holder;
    this.init = init;
  }

  static DebianRoot make(String codename) throws IOException, InterruptedException {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/mmdebstrap")), "needs mmdebstrap");
    Path tar =
        Path.of(
            exec(PimUser.ROOT.resolve("scripts/dist/debian-root.sh").toString(), codename)
                .out()
                .strip());
    Path folder = Files.createTempDirectory(Path.of("/var/tmp"), "pim-debian");
    exec("tar", "-x", "--numeric-owner", "-f", tar.toString(), "-C", folder.toString());
    exec("chmod", "755", folder.toString());
    Files.copy(
        Path.of("/etc/resolv.conf"),
        folder.resolve("etc/resolv.conf"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Process holder =
        new ProcessBuilder(
                List.of(
                    "unshare",
                    "--mount",
                    "--pid",
                    "--fork",
                    "--kill-child",
                    "/bin/sh",
                    "-c",
                    ENTER,
                    folder.toString(),
                    INIT))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertEquals("ready", holder.inputReader(StandardCharsets.UTF_8).readLine());
    String init = String.valueOf(holder.children().findFirst().orElseThrow().pid());
    return new DebianRoot(folder, holder, init);
  }

  /** The path of a file in the root on this machine. */
  Path at(String path) {
    return folder.resolve(path.substring(1));
  }

  /** Copies a file of this machine into the root; everybody may read and run it. */
  void put(Path file, String path) throws IOException {
    Files.createDirectories(at(path).getParent());
    Files.copy(file, at(path));
    assertEquals(true, at(path).toFile().setReadable(true, false));
    assertEquals(true, at(path).toFile().setExecutable(Files.isExecutable(file), false));
  }

  /** Runs a shell command as root. */
  Said root(String command) throws IOException, InterruptedException {
    return inside(List.of("/bin/sh", "-c", command), command);
  }

  /** Runs a shell command in a login shell of a user. */
  Said as(String user, String command) throws IOException, InterruptedException {
    return inside(List.of("/usr/sbin/runuser", "-l", user, "-c", command), command);
  }

  private Said inside(List<String> argv, String command) throws IOException, InterruptedException {
    List<String> all =
        new ArrayList<>(
            List.of("nsenter", "--target", init, "--mount", "--pid", "--root", "--wd", "--"));
    all.addAll(
        List.of(
            "/usr/bin/env",
            "-i",
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin",
            "DEBIAN_FRONTEND=noninteractive",
            "LC_ALL=C.UTF-8",
            "HOME=/root"));
    all.addAll(argv);
    return run(all, command);
  }

  private static Said exec(String... argv) throws IOException, InterruptedException {
    return run(List.of(argv), String.join(" ", argv)).exits(0);
  }

  private static Said run(List<String> argv, String command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("pim-out", "");
    Path err = Files.createTempFile("pim-err", "");
    try {
      Process process =
          new ProcessBuilder(argv)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError(command + " did not end:\n" + text(out) + text(err));
      }
      return new Said(command, process.exitValue(), text(out), text(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    // The kernel ends all processes of the namespace with the first one, and its mounts with them.
    holder.destroyForcibly().onExit().join();
    ProcessHandle.of(Long.parseLong(init)).ifPresent(first -> first.onExit().join());
    try {
      exec("rm", "-rf", "--one-file-system", folder.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
