package io.pim.host.ventoy;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DurableFile;
import io.pim.model.files.Names;
import io.pim.model.unit.ByteSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Copies ISOs into a folder: aside first, renamed when complete and written to the medium. An
 * existing file of the same size stays.
 */
public final class IsoCopy {
  private static final int BUFFER_BYTES = 1 << 20;
  private static final String PART = ".pim-part";

  /** Room that the file system itself needs meanwhile. */
  private static final long SPARE_BYTES = 4L << 20;

  /** An ISO on this machine; it keeps its plain file name. */
  public record Iso(String key, Path file, long bytes) {
    public Iso {
      Names.requirePlain(file.getFileName().toString());
    }

    Path in(Path folder) {
      return folder.resolve(file.getFileName().toString());
    }
  }

  /** Receives the progress; may throw to stop. */
  public interface Progress {
    void at(Iso iso, long bytes);

    void done(Iso iso);
  }

  private final Path folder;

  public IsoCopy(Path folder) {
    this.folder = folder;
  }

  /** Whether a file with the ISO's name and size exists. */
  public boolean has(Iso iso) throws IOException {
    Path there = iso.in(folder);
    return Files.isRegularFile(there) && Files.size(there) == iso.bytes();
  }

  /**
   * Copies the missing ISOs.
   *
   * @return the copied ones
   * @throws BuildFailure DISK_FULL before anything is written, when there is not enough room for
   *     all
   */
  public List<Iso> copy(List<Iso> isos, Progress progress)
      throws IOException, InterruptedException {
    removeParts();
    List<Iso> missing = new ArrayList<>();
    for (Iso iso : isos) {
      if (!has(iso)) {
        missing.add(iso);
      }
    }
    requireRoom(missing);
    for (Iso iso : missing) {
      one(iso, progress);
      progress.done(iso);
    }
    return missing;
  }

  private void one(Iso iso, Progress progress) throws IOException, InterruptedException {
    Path target = iso.in(folder);
    Path part = folder.resolve("." + target.getFileName() + PART);
    try {
      write(iso, part, progress);
      DurableFile.move(part, target);
    } catch (ClosedByInterruptException e) {
      // File access ends like this when the thread is interrupted.
      Thread.interrupted();
      throw (InterruptedException) new InterruptedException("interrupted").initCause(e);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void write(Iso iso, Path part, Progress progress)
      throws IOException, InterruptedException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long done = 0;
    try (InputStream in = Files.newInputStream(iso.file());
        OutputStream out = Files.newOutputStream(part)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while copying " + iso.key());
        }
        out.write(buffer, 0, n);
        done += n;
        progress.at(iso, done);
      }
    }
    if (done != iso.bytes()) {
      throw new IOException(iso.file() + " changed while it was copied");
    }
  }

  /** Removes the leftovers of a killed copy. */
  private void removeParts() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.getFileName().toString().endsWith(PART)).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private void requireRoom(List<Iso> missing) throws IOException {
    long needed = missing.stream().mapToLong(Iso::bytes).sum();
    long free = Files.getFileStore(folder).getUsableSpace();
    if (needed > 0 && needed + SPARE_BYTES > free) {
      throw BuildFailure.of(FailureKind.DISK_FULL, "The ISOs do not fit")
          .where(folder)
          .why("needed " + shown(needed) + ", free " + shown(Math.max(0, free - SPARE_BYTES)))
          .todo("Remove ISOs there, or name those to copy: pim ventoy copy DEVICE KEY...")
          .build();
    }
  }

  private static String shown(long bytes) {
    return bytes > 0 ? new ByteSize(bytes).rounded() : "0B";
  }
}
