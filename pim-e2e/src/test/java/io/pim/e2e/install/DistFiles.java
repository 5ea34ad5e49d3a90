package io.pim.e2e.install;

import io.pim.e2e.PimUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files that {@code make dist} has made. */
final class DistFiles {
  private static final Path DIST =
      Path.of(System.getProperty("pim.dist", PimUser.ROOT.resolve("dist").toString()));

  private DistFiles() {}

  static Path deb() throws IOException {
    return only("pim_.*_all\\.deb");
  }

  static Path archiveWithJava() throws IOException {
    return only("pim-.*-linux-x86_64\\.tar\\.gz");
  }

  static Path archive() throws IOException {
    return only("pim-(?!.*-linux-x86_64).*\\.tar\\.gz");
  }

  private static Path only(String name) throws IOException {
    Pattern pattern = Pattern.compile(name);
    if (Files.isDirectory(DIST)) {
      try (Stream<Path> files = Files.list(DIST)) {
        List<Path> found =
            files.filter(file -> pattern.matcher(file.getFileName().toString()).matches()).toList();
        if (found.size() == 1) {
          return found.get(0);
        }
      }
    }
    throw new AssertionError("run make dist: " + DIST + " does not have one file " + name);
  }
}
