package io.pim.tools.qemu;

import io.pim.model.failure.BuildFailure;
import io.pim.model.unit.Compression;
import io.pim.tools.process.Command;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.Finished;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the contents of disks into new image files with qemu-img: in another format, with another
 * compression, or without backing files.
 *
 * <p>Every method syncs the file, and throws {@link BuildFailure}: TOOL_MISSING, DISK_FULL, or
 * TOOL_FAILED with what qemu-img said.
 */
public final class ImageConverter {
  private static final String QCOW2 = DiskFormat.QCOW2.qemuName();
  private static final Pattern PERCENT = Pattern.compile("\\((\\d+(?:\\.\\d+)?)/100%\\)");

  /** The maximum of qemu-img 2.8, which is also faster on few processors. */
  private static final int COROUTINES = 8;

  private final QemuImgProgram program;

  public ImageConverter(QemuInstallation installation, CommandRunner runner) {
    this.program = new QemuImgProgram(installation, runner);
  }

  /**
   * Writes a disk and all its backing files as one image with mode 0600.
   *
   * @param wanted the compression; if this qemu-img cannot write zstd, zlib is used instead
   * @param progress receives the fraction done, 0 to 1, at least about once a second; an exception
   *     from it ends the conversion
   * @return the compression of the file
   */
  public Compression writeImage(
      Path from, Path to, Compression wanted, Duration limit, DoubleConsumer progress)
      throws InterruptedException {
    ImageFile.makePrivate(to);
    return compress(DiskArgument.chain(from), to, wanted, limit, progress);
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
    ImageFile.makePrivate(to);
    return compress(List.of(DiskArgument.alone(from, chosen)), to, wanted, limit, progress);
  }

  /**
   * Writes an image without a backing file with another compression. The umask decides the mode of
   * the new file.
   */
  public Compression recompress(
      Path from, Path to, Compression wanted, Duration limit, DoubleConsumer progress)
      throws InterruptedException {
    return compress(
        List.of(DiskArgument.alone(from, DiskFormat.QCOW2)), to, wanted, limit, progress);
  }

  /** Writes an image without a backing file in another format; progress as above. */
  public void convertTo(
      DiskFormat wanted, Path from, Path to, Duration limit, DoubleConsumer progress)
      throws InterruptedException {
    convert(wanted, List.of(DiskArgument.alone(from, DiskFormat.QCOW2)), to, limit, progress);
  }

  /** As above, for an overlay with its backing file, which must be PIM's own. */
  public void convertChainTo(
      DiskFormat wanted, Path from, Path to, Duration limit, DoubleConsumer progress)
      throws InterruptedException {
    convert(wanted, DiskArgument.chain(from), to, limit, progress);
  }

  private Compression compress(
      List<String> from, Path to, Compression wanted, Duration limit, DoubleConsumer progress)
      throws InterruptedException {
    Compression chosen = writable(wanted, to);
    List<String> argv = program.argv("convert", "-p");
    // Clusters are compressed in parallel and written as they are done. That is right for qcow2,
    // whose clusters may be in any order, and wrong for formats that are read from front to back.
    argv.addAll(List.of("-W", "-m", Integer.toString(COROUTINES)));
    if (chosen != Compression.NONE) {
      argv.add("-c");
    }
    argv.addAll(List.of("-O", QCOW2, "-o", options(chosen)));
    argv.addAll(from);
    argv.add(DiskArgument.name(to));
    run(argv, to, limit, progress);
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
    if (createEmpty(wanted, to).succeeded()) {
      return wanted;
    }
    // The first failure may have another reason, which makes this fail as well.
    QemuImgProgram.requireSuccess(createEmpty(Compression.ZLIB, to), to, "create");
    return Compression.ZLIB;
  }

  private Finished createEmpty(Compression chosen, Path to) throws InterruptedException {
    List<String> argv =
        program.argv(
            "create", "-q", "-f", QCOW2, "-o", options(chosen), DiskArgument.name(to), "1M");
    return program.run(Command.question(argv, QemuImgProgram.SHORT));
  }

  private static String options(Compression chosen) {
    return switch (chosen) {
      // Larger clusters compress better, and zstd unpacks them fast enough for small reads.
      case ZSTD -> "compression_type=zstd,cluster_size=256k";
      // These are qcow2's defaults. QEMU before 5.1 has no option for the compression type.
      case ZLIB, NONE -> "cluster_size=64k";
    };
  }

  private void convert(
      DiskFormat wanted, List<String> from, Path to, Duration limit, DoubleConsumer progress)
      throws InterruptedException {
    List<String> argv = program.argv("convert", "-p", "-O", wanted.qemuName());
    wanted.options().ifPresent(options -> argv.addAll(List.of("-o", options)));
    argv.addAll(from);
    argv.add(DiskArgument.name(to));
    run(argv, to, limit, progress);
  }

  private void run(List<String> argv, Path to, Duration limit, DoubleConsumer progress)
      throws InterruptedException {
    double[] fraction = {0};
    Finished finished =
        program.run(
            Command.of(argv, limit)
                .onLine(line -> fraction[0] = Math.max(fraction[0], fractionIn(line)))
                .onTick(() -> progress.accept(fraction[0])));
    QemuImgProgram.requireSuccess(finished, to, "convert");
    ImageFile.sync(to);
    progress.accept(1);
  }

  private static double fractionIn(String line) {
    Matcher matcher = PERCENT.matcher(line);
    return matcher.find() ? Double.parseDouble(matcher.group(1)) / 100 : 0;
  }
}
