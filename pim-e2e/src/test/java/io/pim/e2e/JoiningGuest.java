package io.pim.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A VM of PIM's own Debian image with systemd, in which a worker is installed over SSH. */
final class JoiningGuest {
  /** The guest's address of this machine's loopback, in QEMU's user network. */
  static final String THIS_MACHINE = "10.0.2.2";

  private static final Path JAVA = Path.of(System.getProperty("java.home"));
  private static final String GUEST_JAVA = "/usr/lib/jvm/java";

  private final PimUser user;
  private final String name;
  private final List<String> ssh;

  /**
   * A running VM.
   *
   * @param login its user, who may use sudo
   */
  JoiningGuest(PimUser user, String name, String login) throws IOException, InterruptedException {
    this.user = user;
    this.name = name;
    JsonNode shown = user.pim("vm", "show", name, "-o", "json").exits(0).json();
    this.ssh =
        List.of(
            "ssh",
            "-q",
            "-i",
            user.data().resolve("vms/" + name + "/ssh_key").toString(),
            "-o",
            "StrictHostKeyChecking=no",
            "-o",
            "UserKnownHostsFile=/dev/null",
            "-p",
            shown.findValue("sshPort").asText(),
            login + "@127.0.0.1");
  }

  /** Copies Java and PIM into the guest, which has neither. */
  void bringJavaAndPim() throws IOException, InterruptedException {
    tar(
        JAVA,
        GUEST_JAVA,
        "--dereference",
        "--exclude=src.zip",
        "--exclude=ct.sym",
        "--exclude=jmods",
        ".");
    tar(PimUser.ROOT.resolve("pim-cli/target/dist"), "/srv/pim", "bin", "lib", "build-id");
    root("ln -sf " + GUEST_JAVA + "/bin/java /usr/bin/java && java -version").exits(0);
  }

  /** Puts a file into the guest that only root can read. */
  void put(Path file, String path) throws IOException, InterruptedException {
    run(file, "umask 077; cat >" + path).exits(0);
  }

  /** Runs shell commands as root. */
  Said root(String script) throws IOException, InterruptedException {
    return run(Path.of("/dev/null"), script);
  }

  private void tar(Path folder, String target, String... arguments)
      throws IOException, InterruptedException {
    Path archive = Files.createTempFile(user.home(), "guest", ".tar");
    List<String> argv = new ArrayList<>(List.of("tar", "-C", folder.toString(), "-cf"));
    argv.add(archive.toString());
    argv.addAll(List.of(arguments));
    assertEquals(0, new ProcessBuilder(argv).inheritIO().start().waitFor(), "tar of " + folder);
    run(archive, "mkdir -p " + target + " && tar -xf - --no-same-owner -C " + target).exits(0);
    Files.delete(archive);
  }

  private Said run(Path input, String script) throws IOException, InterruptedException {
    Path out = Files.createTempFile(user.home(), "out", "");
    Path err = Files.createTempFile(user.home(), "err", "");
    List<String> argv = new ArrayList<>(ssh);
    // The guest's shell takes the text as one word.
    argv.add("sudo sh -c '" + script.replace("'", "'\\''") + "'");
    int exit =
        new ProcessBuilder(argv)
            .redirectInput(input.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start()
            .waitFor();
    return new Said(name + ": " + script, exit, Files.readString(out), Files.readString(err));
  }
}
