package io.pim.tools.qemu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Compression;
import io.pim.tools.qmp.BlockNodes;
import io.pim.tools.qmp.QmpClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Disks that get overlays under a running guest. */
@Tag("qemu")
@Timeout(180)
class SnapshotTest {
  private static final ByteSize SIZE = ByteSize.parse("1M");

  @TempDir Path folder;
  private BusyMachine vm;

  @BeforeEach
  void make() throws Exception {
    vm = new BusyMachine(folder);
  }

  @AfterEach
  void end() throws Exception {
    vm.end();
  }

  @Test
  void putsTheDiskOnOverlaysWhileTheGuestWrites() throws Exception {
    VirtualMachine machine = vm.start();
    Path active = vm.disk;
    for (int i = 1; i <= 3; i++) {
      awaitWrites(machine);
      Path frozen = folder.resolve("layer" + i + ".qcow2");
      Path overlay = folder.resolve("work" + i + ".qcow2");
      vm.qemu.images.createOverlayUnchecked(overlay, frozen, SIZE);

      machine.snapshot(overlay);
      machine.snapshot(overlay);
      Files.move(active, frozen);

      assertEquals(overlay, machine.activeDisk());
      assertEquals(Set.of("r"), access(machine, frozen));
      assertEquals(Set.of("rw"), access(machine, overlay));
      active = overlay;
    }
    byte[] first = Files.readAllBytes(folder.resolve("layer1.qcow2"));
    awaitWrites(machine);
    machine.kill();

    assertArrayEquals(first, Files.readAllBytes(folder.resolve("layer1.qcow2")));
    for (String layer : new String[] {"layer1", "layer2", "layer3", "work3"}) {
      assertTrue(vm.qemu.images.check(folder.resolve(layer + ".qcow2")).isSound(), layer);
    }
    Path flat = folder.resolve("flat.qcow2");
    vm.qemu.converter.writeImage(active, flat, Compression.ZSTD, Duration.ofMinutes(1), done -> {});
    assertTrue(vm.qemu.images.check(flat).isSound());
  }

  @Test
  void repeatsAnInterruptedSnapshot() throws Exception {
    VirtualMachine machine = vm.start();
    Path overlay = folder.resolve("overlay.qcow2");

    BuildFailure failure = assertThrows(BuildFailure.class, () -> machine.snapshot(overlay));
    assertEquals(FailureKind.TOOL_FAILED, failure.report().kind());
    assertTrue(failure.report().why().contains("No such file"), failure.report().why());

    vm.qemu.images.createOverlayUnchecked(overlay, vm.disk, SIZE);
    try (var client = QmpClient.connect(vm.qemu.folders.vm("vm").qmp(), Duration.ofSeconds(60))) {
      client.execute(
          "blockdev-add", BlockNodes.overlay("layer-1", overlay), Duration.ofSeconds(60));
    }
    machine.snapshot(overlay);
    assertEquals(overlay, machine.activeDisk());
  }

  private static void awaitWrites(VirtualMachine machine) throws InterruptedException {
    long before = machine.blockStats().writtenBytes();
    while (machine.blockStats().writtenBytes() < before + 4096) {
      assertTrue(machine.isRunning());
    }
  }

  /** How QEMU has a file open, by Linux's /proc: r or rw. */
  private static Set<String> access(VirtualMachine machine, Path file) throws IOException {
    Path fds = Path.of("/proc/" + machine.facts().process().pid() + "/fd");
    Set<String> found = new HashSet<>();
    try (Stream<Path> open = Files.list(fds)) {
      for (Path fd : open.toList()) {
        access(fd, file).ifPresent(found::add);
      }
    }
    return found;
  }

  /**
   * Empty for a handle to another file, and for that of a short-lived connection, which may close.
   */
  private static Optional<String> access(Path handle, Path file) throws IOException {
    try {
      if (!Files.isSameFile(handle, file)) {
        return Optional.empty();
      }
      var mode = Files.getPosixFilePermissions(handle, LinkOption.NOFOLLOW_LINKS);
      return Optional.of(PosixFilePermissions.toString(mode).substring(0, 2).replace("-", ""));
    } catch (NoSuchFileException closed) {
      return Optional.empty();
    }
  }
}
