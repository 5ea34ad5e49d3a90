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

  /** The maximum of qemu-img 2.8, which is also faster on few processors. */
  private static final int COROUTINES = 8;

  private final QemuInstallation installation;
  private final CommandRunner runner;

  public QemuImg(QemuInstallation installation, CommandRunner runner) {
    this.installation = installation;
    this.runner = runner;
  }

  /** Creates an empty disk. Overwrites an existing file. */
  public void create(Path disk, ByteSize size) throws InterruptedException {
    run(disk, "create", "-q", "-f", FORMAT, name(disk), Long.toString(size.bytes()));
  }

  /** As {@link #create}, with mode 0600, for example for a machine's memory. */
  public void createPrivate(Path disk, ByteSize size) throws InterruptedException {
    makePrivate(disk);
    create(disk, size);
  }

  /** Creates an overlay of a backing file, of the same size. Overwrites an existing file. */
  public void createOverlay(Path overlay, Path backing) throws InterruptedException {
    run(overlay, "create", "-q", "-f", FORMAT, "-F", FORMAT, "-b", name(backing), name(overlay));
  }

  /** Creates an overlay of a backing file that need not exist yet. */
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
   * Writes another name for the backing file into a disk's header, and changes nothing else.
   * Neither the old nor the new backing file is opened.
   */
  public void renameBacking(Path overlay, Path backing) throws InterruptedException {
    run(
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

  /**
   * Writes a disk and all its backing files as one image with mode 0600, and syncs it.
   *
   * @param wanted the compression; if this qemu-img cannot write zstd, zlib is used instead
   * @param progress receives the fraction done, 0 to 1, at least about once a second; an exception
   *     from it ends the conversion
   * @return the compression of the file
   */
  public Compression writeImage(
      Path from, Path to, Compression wanted, Duration limit, DoubleConsumer progress)
      throws InterruptedException {
    makePrivate(to);
    return writeImage(List.of("-f", FORMAT, name(from)), to, wanted, limit, progress);
  }

  /** As above, for a disk of a known format. A backing file in its header is ignored. */
  public Compression writeImage(
      Path from,
      DiskFormat chosen,
      Path to,
      Compression wanted,
      Duration limit,
      DoubleConsumer progress)
      throws InterruptedException {
    makePrivate(to);
    return writeImage(List.of(alone(from, chosen)), to, wanted, limit, progress);
  }

  /**
   * Writes an image without a backing file with another compression, and syncs it. The umask
   * decides the mode of the new file.
   */
  public Compression recompress(
      Path from, Path to, Compression wanted, Duration limit, DoubleConsumer progress)
      throws InterruptedException {
    return writeImage(List.of(alone(from, DiskFormat.QCOW2)), to, wanted, limit, progress);
  }

  private Compression writeImage(
      List<String> from, Path to, Compression wanted, Duration limit, DoubleConsumer progress)
      throws InterruptedException {
    Compression chosen = writable(wanted, to);
    List<String> argv = argv("convert", "-p");
    // Clusters are compressed in parallel and written as they are done. That is right for qcow2,
    // whose clusters may be in any order, and wrong for formats that are read from front to back.
    argv.addAll(List.of("-W", "-m", Integer.toString(COROUTINES)));
    if (chosen != Compression.NONE) {
      argv.add("-c");
    }
    argv.addAll(List.of("-O", FORMAT, "-o", options(chosen)));
    argv.addAll(from);
    argv.add(name(to));
    convert(argv, to, limit, progress);
    return chosen;
  }

  /**
   * The compression that this qemu-img can write. PIM creates an empty image to find out, because
   * the version does not show whether it was built with zstd. The wanted image replaces that one.
   */
  private Compression writable(Compression wanted, Path to) throws InterruptedException {
    if (wanted != Compression.ZSTD) {
      return wanted;
    }
    Finished finished = runner.run(Command.question(createEmpty(wanted, to), SHORT));
    if (finished.succeeded()) {
      return wanted;
    }
    // The first failure may have another reason, which makes this fail as well.
    Finished without = runner.run(Command.question(createEmpty(Compression.ZLIB, to), SHORT));
    requireSuccess(without, to, "create");
    return Compression.ZLIB;
  }

  private List<String> createEmpty(Compression chosen, Path to) {
    return argv("create", "-q", "-f", FORMAT, "-o", options(chosen), name(to), "1M");
  }

  private static String options(Compression chosen) {
    return switch (chosen) {
      // Larger clusters compress better, and zstd unpacks them fast enough for small reads.
      case ZSTD -> "compression_type=zstd,cluster_size=256k";
      // These are qcow2's defaults. QEMU before 5.1 has no option for the compression type.
      case ZLIB, NONE -> "cluster_size=64k";
    };
  }

  /** Writes an image without a backing file in another format, and syncs it; progress as above. */
  public void convertTo(
      DiskFormat wanted, Path from, Path to, Duration limit, DoubleConsumer progress)
      throws InterruptedException {
    convertTo(wanted, List.of(alone(from, DiskFormat.QCOW2)), to, limit, progress);
  }

  /** As above, for an overlay with its backing file, which must be PIM's own. */
  public void convertChainTo(
      DiskFormat wanted, Path from, Path to, Duration limit, DoubleConsumer progress)
      throws InterruptedException {
    convertTo(wanted, List.of("-f", FORMAT, name(from)), to, limit, progress);
  }

  private void convertTo(
      DiskFormat wanted, List<String> from, Path to, Duration limit, DoubleConsumer progress)
      throws InterruptedException {
    List<String> argv = argv("convert", "-p", "-O", wanted.qemuName());
    wanted.options().ifPresent(options -> argv.addAll(List.of("-o", options)));
    argv.addAll(from);
    argv.add(name(to));
    convert(argv, to, limit, progress);
  }

  /** Creates the file first, with mode 0600, because an image contains password hashes. */
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

  /** Checks an image that has no backing file and that no virtual machine writes to. */
  public ImageCheck check(Path image) throws InterruptedException {
    Finished finished =
        runner.run(
            Command.question(
                argv("check", "--output=json", alone(image, DiskFormat.QCOW2)), CHECK_LIMIT));
    return judge(finished, image);
  }

  /**
   * Whether a file is a qcow2 image without damage. Throws only if qemu-img could not check it; the
   * file may then be intact or not.
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
   * Whether an image without a backing file has the same contents for a guest as a disk with all
   * its backing files. Reads both completely.
   *
   * @param progress called about once a second; an exception from it ends the comparison
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
   * QEMU's notation for a disk without a backing file. If its header names one, which somebody may
   * have added after PIM's check, QEMU does not open it.
   */
  private static String alone(Path file, DiskFormat format) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("driver", format.qemuName());
    if (format == DiskFormat.QCOW2) {
      options.put("backing", null);
    }
    options.put("file", Map.of("driver", "file", "filename", name(file)));
    try {
      return "json:" + Json.mapper().writeValueAsString(options);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes the path absolute, so that it cannot look like an option or a protocol such as nbd. */
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
        .todo("check what qemu-img said, and the file")
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
