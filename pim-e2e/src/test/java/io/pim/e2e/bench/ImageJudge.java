package io.pim.e2e.bench;

import io.pim.e2e.disk.Ext4;
import io.pim.e2e.disk.FinishedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Judges an image of any contender by its disk, so that a fast but wrong build does not count. */
final class ImageJudge {
  private static final String SYSTEM = "/etc/os-release";
  private static final String MACHINE_ID = "/etc/machine-id";

  private ImageJudge() {}

  /**
   * Finds the faults of an image; empty if it is correct.
   *
   * @param marks the marks that the scripts must have left, in this order
   */
  static List<String> faults(Path image, List<String> marks)
      throws IOException, InterruptedException {
    List<String> faults = new ArrayList<>(FinishedDisk.structuralFaults(image));
    if (!faults.isEmpty()) {
      return faults;
    }
    try (FinishedDisk disk = FinishedDisk.open(image)) {
      List<Ext4> systems = new ArrayList<>();
      for (Ext4 fileSystem : disk.fileSystems()) {
        faults.addAll(fileSystem.faults());
        if (fileSystem.lines(SYSTEM).isPresent()) {
          systems.add(fileSystem);
        }
      }
      if (systems.size() != 1) {
        faults.add(systems.size() + " file systems with " + SYSTEM);
      }
      for (Ext4 system : systems) {
        requireLines(faults, system, Recipe.MARKS, marks);
        requireLines(faults, system, MACHINE_ID, List.of());
      }
    }
    return List.copyOf(faults);
  }

  private static void requireLines(
      List<String> faults, Ext4 system, String file, List<String> wanted)
      throws IOException, InterruptedException {
    Optional<List<String>> lines = system.lines(file);
    if (!lines.equals(Optional.of(wanted))) {
      faults.add(
          file + ": " + lines.map(List::toString).orElse("not there") + " and not " + wanted);
    }
  }
}
