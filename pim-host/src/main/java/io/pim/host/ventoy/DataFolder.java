package io.pim.host.ventoy;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.process.Command;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.Finished;
import io.pim.tools.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The data partition of a disk with Ventoy, as a folder: where it is mounted already, else mounted
 * here until this is closed, on an interrupted thread as well.
 */
public final class DataFolder implements AutoCloseable {
  /** What was written is written out before the partition is given back. */
  private static final Duration LIMIT = Duration.ofMinutes(30);

  private static final int LAST_LINES = 5;
  private static final String PREFIX = "pim-ventoy-";

  private final Path folder;
  private final boolean mountedHere;
  private final CommandRunner runner;
  private final Tools tools;

  private DataFolder(Path folder, boolean mountedHere, CommandRunner runner, Tools tools) {
    this.folder = folder;
    this.mountedHere = mountedHere;
    this.runner = runner;
    this.tools = tools;
  }

  /** Whether a partition is to be written to. */
  public enum Access {
    READ("ro"),
    WRITE("rw");

    private final String option;

    Access(String option) {
      this.option = option;
    }
  }

  /**
   * Opens the partition.
   *
   * @param parent where a folder of a new name is made that it is mounted on, if need be: root must
   *     not mount on what another user may have put there
   * @throws BuildFailure HOST_SETUP where it cannot be mounted, as without root
   */
  public static DataFolder open(
      VentoyDisk disk, Access access, Path parent, CommandRunner runner, Tools tools)
      throws IOException, InterruptedException {
    Optional<BlockDevice.Mount> mount = disk.dataMount();
    if (mount.isPresent()) {
      Path folder = mount.get().folder();
      if (access == Access.WRITE && mount.get().readOnly()) {
        throw failure(disk, "it is mounted read-only at " + folder, List.of());
      }
      // In a folder of PIM's own it was left by one that was killed.
      boolean left =
          folder.startsWith(parent) && folder.getFileName().toString().startsWith(PREFIX);
      return new DataFolder(folder, left, runner, tools);
    }
    Path own = Files.createTempDirectory(parent, PREFIX);
    String program = tools.require("mount", "install it: apt install mount").toString();
    Finished finished =
        runner.run(
            Command.of(
                List.of(
                    program,
                    "-o",
                    "nosuid,nodev,noexec," + access.option,
                    disk.data().path().toString(),
                    own.toString()),
                LIMIT));
    if (!finished.succeeded()) {
      Files.deleteIfExists(own);
      throw failure(
          disk, "mount ended with status " + finished.exitCode(), finished.lastLines(LAST_LINES));
    }
    return new DataFolder(own, true, runner, tools);
  }

  public Path folder() {
    return folder;
  }

  /**
   * Unmounts what was mounted here.
   *
   * @throws BuildFailure TOOL_FAILED where that fails
   */
  @Override
  public void close() throws IOException {
    if (!mountedHere) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      String program = tools.require("umount", "install it: apt install mount").toString();
      Finished finished = runner.run(Command.of(List.of(program, folder.toString()), LIMIT));
      if (!finished.succeeded()) {
        throw BuildFailure.of(FailureKind.TOOL_FAILED, "The USB device could not be unmounted")
            .where(folder)
            .why(String.join(" ", finished.lastLines(LAST_LINES)))
            .todo("Before you unplug it: sudo umount " + folder)
            .build();
      }
      Files.deleteIfExists(folder);
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static BuildFailure failure(VentoyDisk disk, String why, List<String> lines) {
    return BuildFailure.of(
            FailureKind.HOST_SETUP, "The partition for ISOs cannot be used: " + disk.data().path())
        .where(disk.data().path())
        .why(why)
        .todo(
            "Mount it yourself where you can (a desktop does when it is plugged in), or give the"
                + " command as root.")
        .lastLines(lines)
        .build();
  }
}
