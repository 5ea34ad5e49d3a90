package io.pim.tools.qemu;

import static io.pim.tools.qemu.DiskArgument.alone;
import static io.pim.tools.qemu.DiskArgument.name;

import io.pim.model.failure.BuildFailure;
import io.pim.model.unit.ByteSize;
import io.pim.tools.process.Command;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.Finished;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Creates and examines qcow2 files with qemu-img. {@link ImageConverter} writes their contents into
 * other files.
 *
 * <p>Every method throws {@link BuildFailure}: TOOL_MISSING, DISK_FULL, or TOOL_FAILED with what
 * qemu-img said.
 */
public final class QemuImg {
  private static final String FORMAT = DiskFormat.QCOW2.qemuName();
  private static final Duration CHECK_LIMIT = QemuImgProgram.SHORT.multipliedBy(15);
  private static final Pattern HOST_TROUBLE =
      Pattern.compile("lock|Permission denied|Cannot allocate memory|Too many open files");
  private static final int CHECK_COULD_NOT_READ = 1;
  private static final int CHECK_FOUND_DAMAGE = 2;
  private static final int CHECK_FOUND_LEAKS = 3;
  private static final int COMPARE_FOUND_DIFFERENCE = 1;

  private final QemuImgProgram program;

  public QemuImg(QemuInstallation installation, CommandRunner runner) {
    this.program = new QemuImgProgram(installation, runner);
  }

  /** Creates an empty disk. Overwrites an existing file. */
  public void create(Path disk, ByteSize size) throws InterruptedException {
    program.require(disk, "create", "-q", "-f", FORMAT, name(disk), Long.toString(size.bytes()));
  }

  /** As {@link #create}, with mode 0600, for example for a machine's memory. */
  public void createPrivate(Path disk, ByteSize size) throws InterruptedException {
    ImageFile.makePrivate(disk);
    create(disk, size);
  }

  /** Creates an overlay of a backing file, of the same size. Overwrites an existing file. */
  public void createOverlay(Path overlay, Path backing) throws InterruptedException {
    program.require(
        overlay, "create", "-q", "-f", FORMAT, "-F", FORMAT, "-b", name(backing), name(overlay));
  }

  /** Creates an overlay of a backing file that need not exist yet. */
  public void createOverlayUnchecked(Path overlay, Path backing, ByteSize size)
      throws InterruptedException {
    program.require(
        overlay,
        "create",
        "-q",
        "-u",
        "-f",
        FORMAT,
        "-F",
        FORMAT,
        "-b",
        name(backing),
        name(overlay),
        Long.toString(size.bytes()));
  }

  /**
   * Writes another name for the backing file into a disk's header, and changes nothing else.
   * Neither the old nor the new backing file is opened.
   */
  public void renameBacking(Path overlay, Path backing) throws InterruptedException {
    program.require(
        overlay,
        "rebase",
        "-q",
        "-u",
        "-f",
        FORMAT,
        "-F",
        FORMAT,
        "-b",
        name(backing),
        name(overlay));
  }

  /** Checks an image that has no backing file and that no virtual machine writes to. */
  public ImageCheck check(Path image) throws InterruptedException {
    return judge(runCheck(alone(image, DiskFormat.QCOW2)), image);
  }

  /**
   * Whether a file is a qcow2 image without damage. Throws only if qemu-img could not check it; the
   * file may then be intact or not.
   */
  public boolean isSound(Path disk) throws InterruptedException {
    Finished finished = runCheck("-f", FORMAT, name(disk));
    if (finished.exitCode() == CHECK_COULD_NOT_READ
        && !HOST_TROUBLE.matcher(finished.errors()).find()) {
      return false;
    }
    return judge(finished, disk).isSound();
  }

  private Finished runCheck(String... disk) throws InterruptedException {
    List<String> argv = program.argv("check", "--output=json");
    argv.addAll(List.of(disk));
    return program.run(Command.question(argv, CHECK_LIMIT));
  }

  private static ImageCheck judge(Finished finished, Path disk) {
    int code = finished.exitCode();
    if (code != CHECK_FOUND_DAMAGE && code != CHECK_FOUND_LEAKS) {
      QemuImgProgram.requireSuccess(finished, disk, "check");
    }
    return ImageCheck.from(QemuImgProgram.json(finished, disk));
  }

  /**
   * Whether an image without a backing file has the same contents for a guest as a disk with all
   * its backing files. Reads both completely.
   *
   * @param progress called about once a second; an exception from it ends the comparison
   */
  public boolean isSame(Path chain, Path image, Duration limit, Runnable progress)
      throws InterruptedException {
    Finished finished =
        program.run(
            Command.question(
                    program.argv(
                        "compare", "-q", "-f", FORMAT, "-F", FORMAT, name(chain), name(image)),
                    limit)
                .onTick(progress));
    if (finished.exitCode() != COMPARE_FOUND_DIFFERENCE) {
      QemuImgProgram.requireSuccess(finished, image, "compare");
    }
    return finished.succeeded();
  }

  /** The facts in a qcow2 file's header; a virtual machine may be writing to it. */
  public ImageInfo info(Path disk) throws InterruptedException {
    return ImageInfo.from(
        program.requireJson(disk, "info", "-U", "-f", FORMAT, "--output=json", name(disk)));
  }

  /** The size of an image's contents in a file that leaves out empty parts. */
  public long contentBytes(Path disk) throws InterruptedException {
    String image = alone(disk, DiskFormat.QCOW2);
    return program
        .requireJson(disk, "measure", "-O", "raw", "--output=json", image)
        .path("required")
        .asLong();
  }
}
