package io.pim.tools.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.tools.process.Command;
import io.pim.tools.process.Finished;
import io.pim.tools.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A separate system for scripts that clean up or examine a system: busybox in a folder that they
 * cannot leave. It mounts nothing of the host.
 */
public final class ScratchRoot {
  /** The shells that scripts must run in. */
  public enum Shell {
    BUSYBOX,
    DASH
  }

  private static final Path BUSYBOX = Path.of("/bin/busybox");
  private static final Path DASH = Path.of("/usr/bin/dash");
  private static final List<String> APPLETS =
      List.of(
          "awk",
          "cat",
          "chmod",
          "cut",
          "du",
          "find",
          "grep",
          "head",
          "hostname",
          "ln",
          "ls",
          "mkdir",
          "printf",
          "rm",
          "sh",
          "sort",
          "stat",
          "sync",
          "tail",
          "touch",
          "tr");

  private final Path root;

  public ScratchRoot(Path root, Shell shell) throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root may change its root");
    assumeTrue(Files.isExecutable(BUSYBOX), "busybox is not installed");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "setpriv is not installed");
    assumeTrue(run(List.of(BUSYBOX.toString(), "true")).succeeded(), "busybox does not run");
    this.root = root;
    for (String folder :
        List.of("bin", "dev", "etc", "home", "proc", "root", "run", "tmp", "var/log", "var/tmp")) {
      Files.createDirectories(root.resolve(folder));
    }
    Files.copy(BUSYBOX, root.resolve("bin/busybox"));
    for (String applet : APPLETS) {
      Files.createSymbolicLink(root.resolve("bin").resolve(applet), Path.of("busybox"));
    }
    assumeTrue(run(changeRoot(root, "-c", "true")).succeeded(), "busybox is not linked statically");
    if (shell == Shell.DASH) {
      useDash();
    }
  }

  private void useDash() throws Exception {
    assumeTrue(Files.isExecutable(DASH), "dash is not installed");
    Files.delete(root.resolve("bin/sh"));
    Files.copy(DASH, root.resolve("bin/sh"));
    var libraries =
        Pattern.compile("(/\\S+) \\(0x").matcher(run(List.of("ldd", "" + DASH)).output());
    while (libraries.find()) {
      Path library = Path.of(libraries.group(1));
      Path copy = root.resolve(library.toString().substring(1));
      Files.createDirectories(copy.getParent());
      Files.copy(library, copy, StandardCopyOption.REPLACE_EXISTING);
    }
    assumeTrue(
        run(changeRoot(root, "-c", "true")).succeeded(),
        "dash does not run outside of its own system");
  }

  public Path path(String name) {
    return root.resolve(name.substring(1));
  }

  public ScratchRoot write(String name, String text) throws IOException {
    Files.createDirectories(path(name).getParent());
    Files.writeString(path(name), text);
    return this;
  }

  /** Adds a program that is a script. */
  public ScratchRoot program(String name, String text) throws IOException {
    write(name, "#!/bin/sh\n" + text);
    if (!path(name).toFile().setExecutable(true)) {
      throw new IOException(name);
    }
    return this;
  }

  public ScratchRoot touch(String name, Instant time) throws IOException {
    Files.setLastModifiedTime(path(name), FileTime.from(time));
    return this;
  }

  public boolean has(String name) {
    return Files.exists(path(name));
  }

  public String read(String name) throws IOException {
    return Files.readString(path(name));
  }

  /** Runs a script in it with only these environment variables. */
  public Finished script(String text, Map<String, String> environment) throws Exception {
    write("/run/script", text);
    List<String> argv = new ArrayList<>(List.of("env", "-i", "PATH=/bin:/usr/bin", "HOME=/root"));
    environment.forEach((name, value) -> argv.add(name + "=" + value));
    argv.addAll(changeRoot(root, "/run/script"));
    return run(argv);
  }

  /** Runs with minimal rights, because busybox has programs that could change a disk. */
  private static List<String> changeRoot(Path root, String... arguments) {
    List<String> argv =
        new ArrayList<>(
            List.of(
                "/usr/bin/setpriv",
                "--bounding-set=-all,+sys_chroot,+dac_override,+fowner",
                "--inh-caps=-all",
                "--no-new-privs",
                "/usr/sbin/chroot",
                root.toString(),
                "/bin/sh"));
    argv.addAll(List.of(arguments));
    return argv;
  }

  private static Finished run(List<String> argv) throws InterruptedException {
    return new ProcessRunner().run(Command.of(argv, Duration.ofSeconds(30)));
  }

  /** Shellcheck's output for a POSIX script; empty if it finds nothing. */
  public static String shellcheck(String text) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/shellcheck")), "shellcheck is not installed");
    return new ProcessRunner()
        .run(
            Command.of(
                    List.of("shellcheck", "-s", "sh", "-S", "warning", "-"), Duration.ofSeconds(30))
                .withInput(text))
        .output();
  }
}
