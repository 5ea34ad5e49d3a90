package io.pim.host.ventoy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.ventoy.BlockDevice.Attachment;
import io.pim.host.ventoy.BlockDevice.Mount;
import io.pim.host.ventoy.BlockDevice.Partition;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.process.Command;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.Finished;
import io.pim.tools.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of ISOs, and the partition for them. */
class IsoCopyTest {
  @TempDir Path root;
  private Path target;
  private IsoCopy.Iso iso;
  private final List<String> commands = new ArrayList<>();

  @BeforeEach
  void setUp() throws IOException {
    target = Files.createDirectory(root.resolve("target"));
    Path file = root.resolve("debian.iso");
    Files.write(file, new byte[3 << 20]);
    iso = new IsoCopy.Iso("debian", file, 3 << 20);
  }

  /** Runs while a file is copied; does nothing unless a test replaces it. */
  private static IsoCopy.Progress progress(Runnable at) {
    return new IsoCopy.Progress() {
      @Override
      public void at(IsoCopy.Iso iso, long bytes) {
        at.run();
      }

      @Override
      public void done(IsoCopy.Iso iso) {}
    };
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(target)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void copiesOnceAndRemovesLeftovers() throws Exception {
    Files.writeString(target.resolve(".old.iso.pim-part"), "half");
    Files.writeString(target.resolve("mine.txt"), "mine");
    IsoCopy copy = new IsoCopy(target);
    assertEquals(List.of(iso), copy.copy(List.of(iso), progress(() -> {})));
    assertEquals(List.of(), copy.copy(List.of(iso), progress(() -> {})));
    assertEquals(List.of("debian.iso", "mine.txt"), names());
    Files.writeString(target.resolve("debian.iso"), "another size");
    assertEquals(List.of(iso), copy.copy(List.of(iso), progress(() -> {})));
  }

  @Test
  void leavesNothingBehindWhenItIsInterrupted() throws Exception {
    IsoCopy copy = new IsoCopy(target);
    assertThrows(
        InterruptedException.class,
        () -> copy.copy(List.of(iso), progress(() -> Thread.currentThread().interrupt())));
    assertFalse(Thread.interrupted());
    assertEquals(List.of(), names());
  }

  @Test
  void reportsMissingSpaceBeforehand() {
    IsoCopy.Iso huge = new IsoCopy.Iso("huge", root.resolve("huge.iso"), Long.MAX_VALUE / 2);
    BuildFailure failure =
        assertThrows(
            BuildFailure.class,
            () -> new IsoCopy(target).copy(List.of(iso, huge), progress(() -> {})));
    assertEquals(FailureKind.DISK_FULL, failure.report().kind());
    assertFalse(Files.exists(target.resolve("debian.iso")));
  }

  @Test
  void refusesANameThatLeavesTheFolder() {
    assertThrows(
        IllegalArgumentException.class, () -> new IsoCopy.Iso("x", Path.of("/isos/.."), 1));
  }

  private Finished run(Command command) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("as a real runner does");
    }
    commands.add(command.program());
    return new Finished(0, "");
  }

  private static VentoyDisk disk(List<Mount> mounts) {
    BlockDevice device =
        new BlockDevice(
            "sdb",
            1L << 30,
            false,
            Attachment.USB,
            "",
            List.of(
                new Partition("sdb1", 1, 2048, 900L << 20),
                new Partition("sdb2", 2, 1_900_000, 32L << 20)),
            List.of(),
            mounts,
            false);
    return VentoyDisk.on(device).orElseThrow();
  }

  @Test
  void unmountsEvenOnAnInterruptedThread() throws Exception {
    CommandRunner runner = this::run;
    DataFolder data =
        DataFolder.open(
            disk(List.of()), DataFolder.Access.WRITE, target, runner, Tools.of(Map.of()));
    Thread.currentThread().interrupt();
    data.close();
    assertTrue(Thread.interrupted(), "the interrupt stays set");
    assertEquals(List.of("mount", "umount"), commands);
    assertEquals(List.of(), names());
  }

  @Test
  void leavesMountsOfOthersAlone() throws Exception {
    CommandRunner runner = this::run;
    VentoyDisk disk = disk(List.of(new Mount("sdb1", target, false)));
    try (DataFolder data =
        DataFolder.open(disk, DataFolder.Access.WRITE, root, runner, Tools.of(Map.of()))) {
      assertEquals(target, data.folder());
    }
    assertEquals(List.of(), commands);
    VentoyDisk readOnly = disk(List.of(new Mount("sdb1", target, true)));
    assertThrows(
        BuildFailure.class,
        () -> DataFolder.open(readOnly, DataFolder.Access.WRITE, root, runner, Tools.of(Map.of())));
  }
}
