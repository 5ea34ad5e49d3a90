package io.pim.cli.worker.install;

import io.pim.model.files.Names;
import io.pim.model.files.PrivateFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Removes copies of PIM that no worker uses. The one before the current stays: processes that it
 * started may still read it.
 */
record OldProgramsStep(Machine machine, Path programs, Path current) implements Step {
  private static final int KEPT_BESIDE = 1;

  @Override
  public String what() {
    return "remove older copies of PIM from " + programs;
  }

  @Override
  public boolean isDone() throws IOException {
    return old().isEmpty();
  }

  @Override
  public void apply() throws IOException {
    for (Path copy : old()) {
      PrivateFolders.delete(copy);
    }
  }

  private List<Path> old() throws IOException {
    Path folder = machine.at(programs);
    if (Files.notExists(folder)) {
      return List.of();
    }
    try (Stream<Path> copies = Files.list(folder)) {
      return copies
          .filter(copy -> Names.isPlain(copy.getFileName().toString()))
          .filter(copy -> !copy.getFileName().equals(current.getFileName()))
          .sorted(Comparator.comparingLong((Path copy) -> copy.toFile().lastModified()).reversed())
          .skip(KEPT_BESIDE)
          .toList();
    }
  }
}
