package io.pim.e2e.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The bytes of what is half-made in a folder: PIM hides it until it is whole. */
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
      // It became whole just now.
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
