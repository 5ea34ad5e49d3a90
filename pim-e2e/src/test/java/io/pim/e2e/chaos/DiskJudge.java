package io.pim.e2e.chaos;

import io.pim.e2e.disk.Ext4;
import io.pim.e2e.disk.FileTree;
import io.pim.e2e.disk.FinishedDisk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges a finished image by its disk alone, independently of PIM's verification. It boots nothing,
 * because a boot would replay, and so hide, a journal that should not exist.
 *
 * @param faults the faults of the image
 * @param facts the facts in which two images of the profile must agree
 */
public record DiskJudge(List<String> faults, ImageFacts facts) {
  private static final String SYSTEM = "/etc/os-release";

  public static DiskJudge of(Path image) throws Exception {
    try (FinishedDisk disk = FinishedDisk.open(image)) {
      List<String> faults = new ArrayList<>();
      List<FileTree> trees = new ArrayList<>();
      for (Ext4 fileSystem : disk.fileSystems()) {
        faults.addAll(fileSystem.faults());
        trees.add(fileSystem.tree());
      }
      List<FileTree> systems =
          trees.stream().filter(tree -> tree.entries().containsKey(SYSTEM)).toList();
      if (systems.size() != 1) {
        faults.add(systems.size() + " file systems with " + SYSTEM + " on " + disk.partitions());
      }
      for (FileTree system : systems) {
        faults.addAll(Marks.faults(system));
        faults.addAll(Hygiene.faults(system));
      }
      return new DiskJudge(List.copyOf(faults), ImageFacts.of(disk, trees));
    }
  }
}
