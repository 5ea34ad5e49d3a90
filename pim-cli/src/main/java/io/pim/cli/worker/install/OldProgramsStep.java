package io.pim.cli.worker.install;

import io.pim.model.files.PrivateFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Removes copies of PIM that no worker uses. The one before the current stays: processes that it
 * started may still read it.
 */
record OldProgramsStep(Machine machine, Path programs, Path current) implements Step {
  private static final int KEPT_BESIDE = 1;

  /** The name of a copy: the beginning of its build id. Anything else there is not PIM's. */
  private static final Pattern COPY = Pattern.compile("[0-9a-f]{12}");

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
          .filter(copy -> Files.isDirectory(copy, LinkOption.NOFOLLOW_LINKS))
          .filter(copy -> COPY.matcher(copy.getFileName().toString()).matches())
          .filter(copy -> !copy.getFileName().equals(current.getFileName()))
          .sorted(Comparator.comparingLong((Path copy) -> copy.toFile().lastModified()).reversed())
          .skip(KEPT_BESIDE)
          .toList();
    }
  }
}
