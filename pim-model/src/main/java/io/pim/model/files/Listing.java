package io.pim.model.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Lists folders that may not exist, and files that may disappear meanwhile. */
public final class Listing {
  private Listing() {}

  /** The contents of a folder, sorted by name; empty when there is no folder. */
  public static List<Path> of(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** A file's modification time; the epoch when the file has just disappeared. */
  public static Instant modified(Path file) {
    return Instant.ofEpochMilli(file.toFile().lastModified());
  }
}
