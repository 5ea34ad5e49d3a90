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
 * The data partition of a disk with Ventoy, as a folder: the place where it is already mounted, or
 * a mount that PIM makes and removes when this is closed, even on an interrupted thread.
 */
public final class DataFolder implements AutoCloseable {
  /** Long enough to write out all data before the partition is unmounted. */
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

  /** Whether the partition is opened for writing. */
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
   * @param parent the folder for a new mount point, if needed; it has a new name, because root must
   *     not mount on a folder that another user may have created
   * @throws BuildFailure HOST_SETUP when it cannot be mounted, for example without root
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
      // A mount in PIM's own folder was left behind by a killed process.
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
   * Unmounts the partition if this object mounted it.
   *
   * @throws BuildFailure TOOL_FAILED when that fails
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
            "Mount it yourself where you can (a desktop does when it is plugged in), or run "
                + "the command as root.")
        .lastLines(lines)
        .build();
  }
}
