package io.pim.model.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Reads folders that may not be there, and files that may go meanwhile. */
public final class Listing {
  private Listing() {}

  /** What lies in a folder, by name; nothing where there is no folder. */
  public static List<Path> of(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** When a file was last changed; long ago, if it is gone this very moment. */
  public static Instant modified(Path file) {
    return Instant.ofEpochMilli(file.toFile().lastModified());
  }
}
