package io.pim.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.e2e.disk.Ext4;
import io.pim.e2e.disk.FileTree;
import io.pim.e2e.disk.FinishedDisk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A retry that continues in the guest, judged by the disk of its image. */
@Tag("long")
class WarmRetryTest {
  private static final String RAN = "/etc/pim-scripts-run";

  @Test
  void theImageIsTheSameWithAndWithoutAWarmCheckpoint() throws Exception {
    try (PimUser user = PimUser.withTiny()) {
      String good = user.read("scripts.d/app.sh");
      // This value is only in memory.
      user.write("scripts.d/base.sh", user.read("scripts.d/base.sh") + "echo on >/run/warm\n");
      user.write("scripts.d/app.sh", "#!/bin/sh\nexit 3\n");
      user.pim("build", "run", "tiny").exits(3);
      user.pim("build", "run", "tiny", "--dry-run").exits(0).saying("warm");

      user.write("scripts.d/app.sh", good + "echo \"the guest went $(cat /run/warm).\"\n");
      user.pim("build", "retry", "tiny").exits(0).saying("continued after script:base");
      String warm = user.newestBuild();
      assertTrue(user.log(warm).contains("the guest went on."), user.log(warm));
      user.requireNothingLeft(warm);
      FinishedTree went = FinishedTree.of(user.image(warm));

      user.pim("build", "run", "tiny", "--from", "app", "--cold")
          .exits(0)
          .saying("from script:base");
      String cold = user.newestBuild();
      assertFalse(user.log(cold).contains("the guest went on."), user.log(cold));
      FinishedTree booted = FinishedTree.of(user.image(cold));

      for (FinishedTree image : List.of(went, booted)) {
        assertEquals(List.of(), image.faults());
        assertEquals(List.of("base", "app"), image.ran());
      }
      assertEquals(booted.paths(), went.paths());
      user.isSatisfied();
    }
  }

  /** The contents of the file systems in an image. */
  private record FinishedTree(List<String> faults, List<String> ran, List<String> paths) {
    static FinishedTree of(Path image) throws Exception {
      FinishedTree found =
          new FinishedTree(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      try (FinishedDisk disk = FinishedDisk.open(image)) {
        for (Ext4 fileSystem : disk.fileSystems()) {
          found.faults.addAll(fileSystem.faults());
          FileTree tree = fileSystem.tree();
          found.paths.addAll(tree.entries().keySet());
          found.ran.addAll(tree.lines(RAN).orElse(List.of()));
        }
      }
      return found;
    }
  }
}
