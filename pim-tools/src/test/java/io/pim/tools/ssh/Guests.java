package io.pim.tools.ssh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Starts guests for tests, and logs in. */
final class Guests {
  static final ConnectLimits LIMITS =
      new ConnectLimits(
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(5));

  private Guests() {}

  /** The guest, or null if this machine cannot run it. */
  static Guest start(GuestScriptTest.Server server, Path folder, SshKeyPair key)
      throws IOException, InterruptedException {
    MinaGuest.Setup setup = MinaGuest.Setup.withPassword("unused").withKey(key);
    return switch (server) {
      case MINA_DASH -> MinaGuest.start(folder, setup);
      case MINA_BUSYBOX -> busybox(folder, setup);
      case MINA_GREETING -> MinaGuest.start(folder, greeting(folder, setup));
      case OPENSSH -> ProcessGuest.openSsh(folder, key).orElse(null);
      case DROPBEAR -> ProcessGuest.dropbear(folder, key).orElse(null);
    };
  }

  /** Every command is busybox's, including the shell. */
  private static Guest busybox(Path folder, MinaGuest.Setup setup)
      throws IOException, InterruptedException {
    Path busybox = Path.of("/bin/busybox");
    if (!Files.isExecutable(busybox)) {
      return null;
    }
    Path links = Files.createDirectories(folder.resolve("busybox"));
    new ProcessBuilder(busybox.toString(), "--install", "-s", links.toString()).start().waitFor();
    String shell = links.resolve("sh").toString();
    return MinaGuest.start(
        folder,
        setup
            .withEnvironment(Map.of("PATH", links.toString()))
            .withShell(shell, command -> command.replace("/bin/sh", shell)));
  }

  /**
   * Greets on both outputs, with and without a newline, and names the command that it is about to
   * run.
   */
  static MinaGuest.Setup greeting(Path folder, MinaGuest.Setup setup) throws IOException {
    Path shell = folder.resolve("greeting-shell");
    Files.writeString(
        shell,
        """
        #!/bin/sh
        echo welcome; echo "mind: $2" >&2; printf 'today is %s' a-day
        exec /bin/sh -c "$2"
        """);
    Files.setPosixFilePermissions(shell, PosixFilePermissions.fromString("rwxr-xr-x"));
    return setup.withShell(shell.toString(), UnaryOperator.identity());
  }

  static SshSession login(Guest guest, SshKeyPair key, Path folder) {
    ConnectOutcome outcome =
        new SshConnector(LIMITS)
            .connect(guest.target(), Credentials.of(key), new HostKeyPin(folder.resolve("pinned")));
    if (outcome instanceof ConnectOutcome.Connected connected) {
      return connected.session();
    }
    throw new AssertionError(outcome);
  }
}
