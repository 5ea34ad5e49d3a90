package io.pim.e2e.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The bytes of unfinished files in a folder: PIM hides them until they are complete. */
final class HiddenParts {
  private HiddenParts() {}

  static long bytes(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return 0;
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      return tree.filter(file -> folder.relativize(file).toString().matches("\\..*\\.part/.*"))
          .filter(Files::isRegularFile)
          .mapToLong(HiddenParts::size)
          .sum();
    } catch (UncheckedIOException e) {
      // The file was completed at this moment.
      return 0;
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
