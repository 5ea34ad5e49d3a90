package io.pim.host.ventoy;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.process.Command;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.Finished;
import io.pim.tools.process.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs Ventoy's own installer. Does not ask for confirmation; the caller must have done so. */
public final class VentoyInstaller {
  /** Minutes, because a slow stick takes that long to create a file system. */
  private static final Duration LIMIT = Duration.ofMinutes(15);

  private static final Duration WIPE_LIMIT = Duration.ofMinutes(1);
  private static final String YES_TWICE = "y\ny\n";
  private static final int LAST_LINES = 15;

  private final BlockDevices devices;
  private final CommandRunner runner;
  private final Tools tools;

  public VentoyInstaller(BlockDevices devices, CommandRunner runner, Tools tools) {
    this.devices = devices;
    this.runner = runner;
    this.tools = tools;
  }

  /** The contents of a disk or partition, as blkid reports them: {@code iso9660 "Debian 13"}. */
  public String contents(Path device) throws InterruptedException {
    Optional<Path> blkid = tools.find("blkid");
    if (blkid.isEmpty()) {
      return "";
    }
    Finished probed =
        runner.run(
            Command.question(
                List.of(blkid.get().toString(), "-p", "-o", "export", device.toString()),
                WIPE_LIMIT));
    return (value(probed, "TYPE") + " " + value(probed, "LABEL")).strip();
  }

  private static String value(Finished probed, String name) {
    return probed
        .output()
        .lines()
        .filter(line -> line.startsWith(name + "="))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElse("");
  }

  /**
   * Wipes a disk and puts Ventoy on it.
   *
   * @param programs as from {@link VentoyPrograms}
   * @throws BuildFailure TOOL_FAILED when Ventoy is not on it afterwards, TOOL_MISSING
   */
  public VentoyDisk install(BlockDevice device, Path programs)
      throws IOException, InterruptedException {
    String disk = device.path().toString();
    // Ventoy does not overwrite the later parts of an ISO that was written to the disk, so the disk
    // would still be recognised as one.
    run(disk, Command.of(List.of(tool("wipefs", "util-linux"), "-a", disk), WIPE_LIMIT));
    Command install =
        Command.of(
                List.of(
                    tool("env", "coreutils"),
                    "-C",
                    programs.toString(),
                    tool("sh", "dash"),
                    "./" + VentoyPrograms.INSTALLER,
                    "-I",
                    disk),
                LIMIT)
            .withInput(YES_TWICE)
            .withEnvironment(Map.of("USER", "root"));
    Finished finished = run(disk, install);
    // It also exits with 0 when it has done nothing.
    return devices
        .find(device.name())
        .flatMap(VentoyDisk::on)
        .orElseThrow(() -> failed(disk, "Ventoy is not on it afterwards", finished));
  }

  private Finished run(String disk, Command command) throws InterruptedException {
    Finished finished = runner.run(command);
    if (!finished.succeeded()) {
      throw failed(disk, command.program() + " ended with status " + finished.exitCode(), finished);
    }
    return finished;
  }

  private String tool(String name, String debianPackage) {
    return tools.require(name, "install it: apt install " + debianPackage).toString();
  }

  private static BuildFailure failed(String disk, String why, Finished finished) {
    return BuildFailure.of(FailureKind.TOOL_FAILED, "Ventoy could not be put on " + disk)
        .where(disk)
        .why(why)
        .todo(
            "See its last lines; the former contents of the disk are lost. Plug it in again "
                + "and try again.")
        .lastLines(finished.lastLines(LAST_LINES))
        .build();
  }
}
