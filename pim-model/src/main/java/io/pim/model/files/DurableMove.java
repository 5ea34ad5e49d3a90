package io.pim.model.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Puts a finished file in its place so that even after a power cut there is the whole file or none:
 * first its contents, then its name are forced to disk.
 */
public final class DurableMove {
  private DurableMove() {}

  /** Moves a draft over {@code target}, which has to be in a folder of the same file system. */
  public static void of(Path draft, Path target) throws IOException {
    force(draft);
    Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    forceNames(target.toAbsolutePath().getParent());
  }

  /** Forces the contents of a file to disk. */
  public static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Forces the names in a folder to disk. */
  public static void forceNames(Path folder) throws IOException {
    force(folder);
  }
}
