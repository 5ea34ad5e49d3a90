package io.pim.e2e.bench;

import io.pim.e2e.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Builds as a person's shell script would with QEMU, ssh and qemu-img, with the least work. */
final class ByHand {
  private static final Duration LIMIT = Duration.ofMinutes(40);
  private static final String INSTALLED = "PIM-INSTALLER: DONE";

  private final Lab lab;
  private final Recipe recipe;

  ByHand(Lab lab, Recipe recipe) {
    this.lab = lab;
    this.recipe = recipe;
  }

  Built build() throws Exception {
    Path folder = lab.fresh("hand");
    Stopwatch watch = new Stopwatch(Instant.now());
    int port = freePort();
    run(
        folder,
        "qemu-img",
        "create",
        "-q",
        "-f",
        "qcow2",
        "disk.qcow2",
        recipe.guest().machine().diskSize());
    WebServer web = WebServer.of(recipe.web(), recipe.port());
    try {
      Program qemu = lab.start(folder, qemu(folder, port));
      watch.ended(Phase.PREPARE, qemu.begun());
      Watched installed =
          Watched.forText(folder.resolve("console.log"), INSTALLED, LIMIT, qemu::isAlive);
      Waiting.until(
          LIMIT,
          () -> lab.run(folder, LIMIT, ssh(folder, port, "true")).exit() == 0,
          qemu::isAlive,
          () -> "nobody answers at SSH; see " + folder);
      watch.ended(Phase.INSTALL, installed.at()).ended(Phase.BOOT, Instant.now());
      for (Path script : recipe.scripts()) {
        script(folder, port, script);
      }
      watch.ended(Phase.SCRIPTS, Instant.now());
      script(folder, port, recipe.finalizeScript());
      watch.ended(Phase.FINALIZE, Instant.now());
      qemu.type("system_powerdown");
      qemu.await(LIMIT).exits(0);
      watch.ended(Phase.SHUTDOWN, Instant.now());
    } finally {
      web.close();
    }
    run(
        folder,
        "qemu-img",
        "convert",
        "-c",
        "-f",
        "qcow2",
        "-O",
        "qcow2",
        "disk.qcow2",
        "image.qcow2");
    watch.ended(Phase.FLATTEN, Instant.now());
    return watch.built(folder.resolve("image.qcow2"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private List<String> qemu(Path folder, int port) {
    Guest.Machine machine = recipe.guest().machine();
    List<String> command =
        new ArrayList<>(
            List.of(
                "qemu-system-x86_64",
                "-nodefaults",
                "-display",
                "none",
                "-machine",
                "type=" + QemuArguments.MACHINE + ",accel=" + Guest.ACCELERATOR,
                "-cpu",
                QemuArguments.CPU,
                "-smp",
                Integer.toString(machine.cpus()),
                "-m",
                machine.memoryMebibytes() + "M",
                "-drive",
                "file=disk.qcow2,if=virtio,format=qcow2,cache="
                    + QemuArguments.CACHE
                    + ",discard="
                    + QemuArguments.DISCARD
                    + ",detect-zeroes="
                    + QemuArguments.DETECT_ZEROES,
                "-drive",
                "file=" + recipe.iso() + ",if=none,id=medium,media=cdrom",
                "-boot",
                "once=d",
                "-netdev",
                QemuArguments.network(Integer.toString(port)),
                "-serial",
                QemuArguments.console(folder.resolve("console.log")),
                "-monitor",
                "stdio"));
    QemuArguments.devices("medium").forEach(device -> command.addAll(List.of("-device", device)));
    return command;
  }

  private void script(Path folder, int port, Path script) throws IOException, InterruptedException {
    // The script goes into a file; otherwise a command that reads its input would consume the rest
    // of it.
    String shell =
        "cat >/tmp/script.sh && "
            + recipe.guest().login().asRoot()
            + "env "
            + String.join(" ", recipe.environment())
            + " sh /tmp/script.sh </dev/null";
    lab.start(folder, script, ssh(folder, port, shell)).await(LIMIT).exits(0);
  }

  /** Uses one connection, because nobody can log in after the last script. */
  private List<String> ssh(Path folder, int port, String remote) {
    List<String> command = new ArrayList<>(List.of("ssh", "-p", Integer.toString(port)));
    Stream.of(
            "IdentityFile=" + recipe.key(),
            "IdentitiesOnly=yes",
            "BatchMode=yes",
            "StrictHostKeyChecking=no",
            "UserKnownHostsFile=/dev/null",
            "LogLevel=ERROR",
            "ConnectTimeout=5",
            "ControlMaster=auto",
            "ControlPersist=yes",
            "ControlPath=" + folder.resolve("ssh"))
        .forEach(option -> command.addAll(List.of("-o", option)));
    command.addAll(List.of(recipe.guest().login().user() + "@127.0.0.1", remote));
    return command;
  }

  private void run(Path folder, String... command) throws IOException, InterruptedException {
    lab.run(folder, LIMIT, List.of(command)).exits(0);
  }
}
