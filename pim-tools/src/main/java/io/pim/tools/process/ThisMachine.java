package io.pim.tools.process;

import io.pim.model.failure.BuildFailure;
import io.pim.model.host.MachineId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the id of this machine from the operating system. */
public final class ThisMachine {
  /** During a system's set-up the file is empty or contains "uninitialized". */
  private static final Pattern LINUX = Pattern.compile("[0-9a-f]{32}");

  private static final Pattern MAC = Pattern.compile("\"IOPlatformUUID\" = \"([0-9A-Fa-f-]{36})\"");
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final List<Path> files;
  private final CommandRunner runner;

  private final Optional<Path> ioreg;

  ThisMachine(List<Path> files, CommandRunner runner, Optional<Path> ioreg) {
    this.files = files;
    this.runner = runner;
    this.ioreg = ioreg;
  }

  public static ThisMachine asItIs() {
    return new ThisMachine(
        List.of(Path.of("/etc/machine-id"), Path.of("/var/lib/dbus/machine-id")),
        new ProcessRunner(),
        Tools.of(System.getenv()).find("ioreg"));
  }

  /** The machine's id; empty when the system does not provide one, as in many containers. */
  public Optional<MachineId> id() throws InterruptedException {
    for (Path file : files) {
      Optional<MachineId> id = in(file);
      if (id.isPresent()) {
        return id;
      }
    }
    return ioreg.isPresent() ? saidBy(ioreg.get()) : Optional.empty();
  }

  private static Optional<MachineId> in(Path file) {
    try {
      return Optional.of(Files.readString(file).strip())
          .filter(text -> LINUX.matcher(text).matches())
          .map(MachineId::of);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Optional<MachineId> saidBy(Path program) throws InterruptedException {
    try {
      Matcher match =
          MAC.matcher(
              runner
                  .run(
                      Command.of(
                          List.of(program.toString(), "-rd1", "-c", "IOPlatformExpertDevice"),
                          LIMIT))
                  .output());
      return match.find() ? Optional.of(MachineId.of(match.group(1))) : Optional.empty();
    } catch (BuildFailure e) {
      return Optional.empty();
    }
  }
}
