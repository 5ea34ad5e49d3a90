package io.pim.tools.qemu;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DurableFile;
import io.pim.model.json.Json;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Compression;
import io.pim.tools.process.Command;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes, converts and examines qcow2 files with qemu-img. The format is always given and never
 * guessed: a guest could make a raw disk look like a qcow2 file that names any file of the host.
 *
 * <p>Every method throws {@link BuildFailure}: TOOL_MISSING, DISK_FULL, or TOOL_FAILED with what
 * qemu-img said.
 */
public final class QemuImg {
  private static final String FORMAT = "qcow2";
  private static final Duration SHORT = Duration.ofMinutes(2);
  private static final Duration CHECK_LIMIT = SHORT.multipliedBy(15);
  private static final Pattern PERCENT = Pattern.compile("\\((\\d+(?:\\.\\d+)?)/100%\\)");
  private static final Pattern HOST_TROUBLE =
      Pattern.compile("lock|Permission denied|Cannot allocate memory|Too many open files");
  private static final int CHECK_COULD_NOT_READ = 1;
  private static final int CHECK_FOUND_DAMAGE = 2;
  private static final int CHECK_FOUND_LEAKS = 3;
  private static final int COMPARE_FOUND_DIFFERENCE = 1;
  private static final int LAST_LINES = 10;

  /** The most that any qemu-img since 2.8 takes at least, and what gains on few processors too. */
  private static final int COROUTINES = 8;

  private final QemuInstallation installation;
  private final CommandRunner runner;

  public QemuImg(QemuInstallation installation, CommandRunner runner) {
    this.installation = installation;
    this.runner = runner;
  }

  /** Creates an empty disk; an old file of that name is overwritten. */
  public void create(Path disk, ByteSize size) throws InterruptedException {
    run(disk, "create", "-q", "-f", FORMAT, name(disk), Long.toString(size.bytes()));
  }

  /** The same for what nobody else may read, such as a machine's memory. */
  public void createPrivate(Path disk, ByteSize size) throws InterruptedException {
    makePrivate(disk);
    create(disk, size);
  }

  /** Creates an overlay of a backing file, of the same size; an old file is overwritten. */
  public void createOverlay(Path overlay, Path backing) throws InterruptedException {
    run(overlay, "create", "-q", "-f", FORMAT, "-F", FORMAT, "-b", name(backing), name(overlay));
  }

  /** Creates an overlay of a backing file that may be moved into its place later. */
  public void createOverlayUnchecked(Path overlay, Path backing, ByteSize size)
      throws InterruptedException {
    run(
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
   * Writes a disk and all its backing files as one image, its owner's only, and forces that to
   * disk.
   *
   * @param wanted the compression; zlib instead of zstd where this qemu-img cannot write that
   * @param progress told the fraction done, 0 to 1, about once a second or more often; what it
   *     throws ends the conversion
   * @return the compression of the file
   */
  public Compression writeImage(
      Path from, Path to, Compression wanted, Duration limit, DoubleConsumer progress)
      throws InterruptedException {
    makePrivate(to);
    return writeImage(List.of("-f", FORMAT, name(from)), to, wanted, limit, progress);
  }

  /** The same from a disk that stands by itself, whatever it says; its format has to be known. */
  public Compression writeImage(
      Path from,
      DiskFormat its,
      Path to,
      Compression wanted,
      Duration limit,
      DoubleConsumer progress)
      throws InterruptedException {
    makePrivate(to);
    return writeImage(List.of(alone(from, its)), to, wanted, limit, progress);
  }

  /**
   * Writes an image, which stands by itself, as one of another compression, for whoever the umask
   * says, and forces that to disk.
   */
  public Compression recompress(
      Path from, Path to, Compression wanted, Duration limit, DoubleConsumer progress)
      throws InterruptedException {
    return writeImage(List.of(alone(from, DiskFormat.QCOW2)), to, wanted, limit, progress);
  }

  private Compression writeImage(
      List<String> from, Path to, Compression wanted, Duration limit, DoubleConsumer progress)
      throws InterruptedException {
    Compression its = writable(wanted, to);
    List<String> argv = argv("convert", "-p");
    // Clusters are compressed side by side and written as they get done: a qcow2 file has them in
    // any order. Formats that are read from front to back must not be written so.
    argv.addAll(List.of("-W", "-m", Integer.toString(COROUTINES)));
    if (its != Compression.NONE) {
      argv.add("-c");
    }
    argv.addAll(List.of("-O", FORMAT, "-o", options(its)));
    argv.addAll(from);
    argv.add(name(to));
    convert(argv, to, limit, progress);
    return its;
  }

  /**
   * What this qemu-img can write. It is asked, because a version does not say whether it was built
   * with zstd: it makes an empty image, which the one that is wanted then replaces.
   */
  private Compression writable(Compression wanted, Path to) throws InterruptedException {
    if (wanted != Compression.ZSTD) {
      return wanted;
    }
    Finished finished = runner.run(Command.question(createEmpty(wanted, to), SHORT));
    if (finished.succeeded()) {
      return wanted;
    }
    // It may have failed for any reason: without zstd it fails for all the others.
    Finished without = runner.run(Command.question(createEmpty(Compression.ZLIB, to), SHORT));
    requireSuccess(without, to, "create");
    return Compression.ZLIB;
  }

  private List<String> createEmpty(Compression its, Path to) {
    return argv("create", "-q", "-f", FORMAT, "-o", options(its), name(to), "1M");
  }

  private static String options(Compression its) {
    return switch (its) {
      // Larger clusters compress better, and zstd unpacks one fast enough for small reads.
      case ZSTD -> "compression_type=zstd,cluster_size=256k";
      // qcow2's own defaults, which QEMU before 5.1 cannot be told, but has.
      case ZLIB, NONE -> "cluster_size=64k";
    };
  }

  /**
   * Writes an image, which stands by itself, as a file of another format, and forces that to disk;
   * progress as above.
   */
  public void convertTo(
      DiskFormat wanted, Path from, Path to, Duration limit, DoubleConsumer progress)
      throws InterruptedException {
    List<String> argv = argv("convert", "-p", "-O", wanted.qemuName());
    wanted.options().ifPresent(options -> argv.addAll(List.of("-o", options)));
    argv.addAll(List.of(alone(from, DiskFormat.QCOW2), name(to)));
    convert(argv, to, limit, progress);
  }

  /** An image has password hashes in it. qemu-img writes into a file that is there. */
  private static void makePrivate(Path file) {
    try {
      Files.deleteIfExists(file);
      Files.createFile(file, PosixFilePermissions.asFileAttribute(DurableFile.PRIVATE));
    } catch (IOException e) {
      throw HostFailures.of(e, "the image could not be made", file);
    }
  }

  private void convert(List<String> argv, Path to, Duration limit, DoubleConsumer progress)
      throws InterruptedException {
    double[] fraction = {0};
    Finished finished =
        runner.run(
            Command.of(argv, limit)
                .onLine(line -> fraction[0] = Math.max(fraction[0], fractionIn(line)))
                .onTick(() -> progress.accept(fraction[0])));
    requireSuccess(finished, to, "convert");
    force(to);
    progress.accept(1);
  }

  /** Checks an image without a backing file, to which no virtual machine writes. */
  public ImageCheck check(Path image) throws InterruptedException {
    Finished finished =
        runner.run(
            Command.question(
                argv("check", "--output=json", alone(image, DiskFormat.QCOW2)), CHECK_LIMIT));
    return judge(finished, image);
  }

  /**
   * Whether a file is a qcow2 image without damage. Fails only when qemu-img could not check it,
   * which proves nothing about the file.
   */
  public boolean isSound(Path disk) throws InterruptedException {
    Finished finished = runCheck(disk);
    if (finished.exitCode() == CHECK_COULD_NOT_READ
        && !HOST_TROUBLE.matcher(finished.errors()).find()) {
      return false;
    }
    return judge(finished, disk).isSound();
  }

  private Finished runCheck(Path disk) throws InterruptedException {
    return runner.run(
        Command.question(argv("check", "-f", FORMAT, "--output=json", name(disk)), CHECK_LIMIT));
  }

  private static ImageCheck judge(Finished finished, Path disk) {
    int code = finished.exitCode();
    if (code != CHECK_FOUND_DAMAGE && code != CHECK_FOUND_LEAKS) {
      requireSuccess(finished, disk, "check");
    }
    return ImageCheck.from(json(finished, disk));
  }

  /**
   * Whether a guest sees the same in an image, which stands by itself, as in a disk and all its
   * backing files. Both are read in whole.
   *
   * @param progress called about once a second; what it throws ends the comparison
   */
  public boolean isSame(Path chain, Path image, Duration limit, Runnable progress)
      throws InterruptedException {
    Finished finished =
        runner.run(
            Command.question(
                    argv("compare", "-q", "-f", FORMAT, "-F", FORMAT, name(chain), name(image)),
                    limit)
                .onTick(progress));
    if (finished.exitCode() != COMPARE_FOUND_DIFFERENCE) {
      requireSuccess(finished, image, "compare");
    }
    return finished.succeeded();
  }

  /** The facts in a qcow2 file's header; a virtual machine may be writing to it. */
  public ImageInfo info(Path disk) throws InterruptedException {
    return ImageInfo.from(
        json(run(disk, "info", "-U", "-f", FORMAT, "--output=json", name(disk)), disk));
  }

  /** The size of an image's contents in a file that leaves out empty parts. */
  public long contentBytes(Path disk) throws InterruptedException {
    String image = alone(disk, DiskFormat.QCOW2);
    return json(run(disk, "measure", "-O", "raw", "--output=json", image), disk)
        .path("required")
        .asLong();
  }

  private Finished run(Path disk, String... arguments) throws InterruptedException {
    Finished finished = runner.run(Command.question(argv(arguments), SHORT));
    requireSuccess(finished, disk, arguments[0]);
    return finished;
  }

  private List<String> argv(String... arguments) {
    List<String> argv = new ArrayList<>();
    argv.add(installation.qemuImg().toString());
    argv.addAll(List.of(arguments));
    return argv;
  }

  /**
   * A disk without a backing file. Its header may have been replaced since it was examined; a
   * backing file that it names then is not opened.
   */
  private static String alone(Path file, DiskFormat its) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("driver", its.qemuName());
    if (its == DiskFormat.QCOW2) {
      options.put("backing", null);
    }
    options.put("file", Map.of("driver", "file", "filename", name(file)));
    try {
      return "json:" + Json.mapper().writeValueAsString(options);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An absolute path, so that no name looks like an option, or like a protocol such as nbd: . */
  private static String name(Path file) {
    return file.toAbsolutePath().toString();
  }

  private static double fractionIn(String line) {
    Matcher matcher = PERCENT.matcher(line);
    return matcher.find() ? Double.parseDouble(matcher.group(1)) / 100 : 0;
  }

  private static void requireSuccess(Finished finished, Path disk, String verb) {
    if (finished.succeeded()) {
      return;
    }
    String what = "qemu-img " + verb + " failed";
    List<String> lines =
        finished.lastLines(LAST_LINES).stream().filter(line -> !line.contains("/100%")).toList();
    if (HostFailures.saysDiskFull(finished.said())) {
      throw HostFailures.diskFull(what, disk, lines);
    }
    throw BuildFailure.of(FailureKind.TOOL_FAILED, what)
        .where(disk)
        .why(lines.isEmpty() ? "exit status " + finished.exitCode() : lines.get(lines.size() - 1))
        .todo("look at what qemu-img said, and at the file")
        .lastLines(lines)
        .build();
  }

  private static JsonNode json(Finished finished, Path disk) {
    try {
      JsonNode answer = Json.mapper().readTree(finished.output());
      if (answer.isObject()) {
        return answer;
      }
      throw unreadable(finished, disk, null);
    } catch (JsonProcessingException e) {
      throw unreadable(finished, disk, e);
    }
  }

  private static BuildFailure unreadable(Finished finished, Path disk, Exception cause) {
    return BuildFailure.of(FailureKind.TOOL_FAILED, "PIM cannot read the output of qemu-img")
        .where(disk)
        .todo("check whether the file is a qcow2 image")
        .lastLines(finished.lastLines(LAST_LINES))
        .causedBy(cause)
        .build();
  }

  /**
   * Syncs a file's contents. Needed for everything that must survive a crash of the host, such as a
   * frozen layer, because virtual machines run without flushes.
   */
  public void force(Path file) {
    try {
      DurableFile.force(file);
    } catch (IOException e) {
      throw HostFailures.of(e, "the image could not be written to disk", file);
    }
  }
}
