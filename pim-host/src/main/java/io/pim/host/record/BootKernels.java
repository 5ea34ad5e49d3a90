package io.pim.host.record;

import io.pim.model.files.BootFiles;
import io.pim.model.unit.Architecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Kernels to test accelerators with.
 *
 * @param bootFiles the folder of kernels extracted from ISOs
 */
public record BootKernels(Path bootFiles) {
  /** The number of kernels to read; each must be read completely to be recognised. */
  private static final int MOST = 3;

  /** Some kernels of an architecture, newest first. */
  public List<Path> newest(Architecture architecture) throws IOException {
    try (Stream<Path> digests = Files.list(bootFiles)) {
      return digests
          .map(folder -> new BootFiles(folder, architecture).kernel())
          .filter(Files::isReadable)
          .sorted(Comparator.comparing((Path kernel) -> kernel.toFile().lastModified()).reversed())
          .limit(MOST)
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }
}
