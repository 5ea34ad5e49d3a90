package io.pim.tools.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Compression;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("qemu")
class QemuImgTest {
  private static final ByteSize SIZE = ByteSize.parse("1G");

  @TempDir Path folder;
  private QemuImg images;
  private RealQemu qemu;
  private Path disk;

  @BeforeEach
  void find() {
    qemu = new RealQemu(folder);
    images = qemu.images;
    disk = folder.resolve("disk.qcow2");
  }

  @Test
  void makesDisksAndOverlays() throws Exception {
    Path overlay = folder.resolve("overlay.qcow2");
    images.create(disk, SIZE);
    images.createOverlay(overlay, disk);

    assertEquals(new ImageInfo("qcow2", 1L << 30, 0, Optional.empty()), unused(images.info(disk)));
    assertEquals(Optional.of(disk.toString()), images.info(overlay).backingFile());
    assertEquals(1L << 30, images.info(overlay).virtualBytes());
  }

  @Test
  void makesAnOverlayOfAFileThatIsNotThereYet() throws Exception {
    Path later = folder.resolve("later.qcow2");

    images.createOverlayUnchecked(disk, later, SIZE);

    assertEquals(Optional.of(later.toString()), images.info(disk).backingFile());
    assertEquals(1L << 30, images.info(disk).virtualBytes());
  }

  @Test
  void seesThatAnImageIsNotTheChain() throws Exception {
    Path base = qemu.busyDisk("base.qcow2");
    Path flat = folder.resolve("flat.qcow2");
    images.createOverlay(disk, base);
    qemu.converter.writeImage(base, flat, Compression.ZSTD, Duration.ofMinutes(1), done -> {});
    assertTrue(images.isSame(disk, flat, Duration.ofMinutes(1), () -> {}));

    qemu.write(disk, 0x77, 100_000);

    assertFalse(images.isSame(disk, flat, Duration.ofMinutes(1), () -> {}));
    Files.write(flat, new byte[65536]);
    assertEquals(
        FailureKind.TOOL_FAILED,
        assertThrows(
                BuildFailure.class,
                () -> images.isSame(disk, flat, Duration.ofMinutes(1), () -> {}))
            .report()
            .kind());
  }

  @Test
  void seesDamage() throws Exception {
    Path base = qemu.busyDisk("base.qcow2");
    // The second cluster holds the refcount table: with nothing in it, every cluster is
    // unaccounted.
    try (RandomAccessFile file = new RandomAccessFile(base.toFile(), "rw")) {
      file.seek(65536);
      file.write(new byte[65536]);
    }

    ImageCheck check = images.check(base);

    assertTrue(check.corruptions() > 0);
    assertTrue(!check.isSound());
  }

  @Test
  void neverGuessesAFormat() throws Exception {
    Path raw = Files.write(folder.resolve("raw"), new byte[65536]);

    BuildFailure failure = assertThrows(BuildFailure.class, () -> images.info(raw));

    assertEquals(FailureKind.TOOL_FAILED, failure.report().kind());
    assertTrue(failure.report().why().contains("not in qcow2 format"), failure.report().why());
  }

  private static ImageInfo unused(ImageInfo info) {
    return new ImageInfo(info.format(), info.virtualBytes(), 0, info.backingFile());
  }
}
