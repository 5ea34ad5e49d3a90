package io.pim.host.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.files.PimFolders;
import io.pim.model.plan.MachineSpec;
import io.pim.model.registry.ImageEntry;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Compression;
import io.pim.model.unit.Firmware;
import io.pim.tools.qemu.DiskFormat;
import io.pim.tools.qemu.TestQemu;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody swaps a disk between PIM's check and QEMU's opening of it. */
@Tag("qemu")
class SwappedDiskTest {
  private static final ByteSize SIZE = ByteSize.parse("1M");

  @TempDir Path folder;
  private TestQemu qemu;
  private Path disk;
  private Path evil;

  /** An honest disk, and one that would expose a file of this host as its contents. */
  @BeforeEach
  void make() throws Exception {
    qemu = new TestQemu(folder);
    disk = qemu.disk(folder.resolve("disk.qcow2"));
    evil = folder.resolve("evil.qcow2");
    Path secret = Files.createFile(folder.resolve("shadow"));
    Files.writeString(secret, "root:hash" + " ".repeat(1 << 20));
    qemu.images().createOverlayUnchecked(evil, secret, SIZE);
    // An attacker also names the format, so that QEMU need not guess it.
    byte[] bytes = Files.readAllBytes(evil);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int format = text.indexOf("qcow2");
    System.arraycopy("raw\0\0".getBytes(StandardCharsets.ISO_8859_1), 0, bytes, format, 5);
    bytes[format - 1] = 3;
    Files.write(evil, bytes);
  }

  @Test
  void importsTheCheckedDisk() throws Exception {
    Files.setPosixFilePermissions(disk, PosixFilePermissions.fromString("rw-rw-rw-"));
    PimFolders folders = PimFolders.of(Map.of(), folder, folder);
    ImageImport imports =
        new ImageImport(
            folders,
            qemu.images(),
            qemu.converter(),
            new ImageImport.Origin("host", "1"),
            Clock.systemUTC());
    String before = io.pim.model.unit.Sha256.ofFile(disk).hex();

    ImageEntry entry =
        imports.run(
            new ImportRequest(
                disk,
                "web",
                Optional.of("web-1"),
                new MachineSpec(Architecture.X86_64, Firmware.BIOS, SIZE, ByteSize.parse("1G"), 1),
                Optional.empty(),
                Compression.ZSTD),
            (fraction, doing) -> swap());

    assertTrue(raw(entry.path()).contains(TestQemu.GREETING));
    String manifest = Files.readString(entry.manifest());
    assertTrue(manifest.contains(before), manifest);
    try (var left = Files.list(folders.images())) {
      assertEquals(2, left.count(), "the image and its manifest");
    }
  }

  /** PIM uses a file directly if nobody else may write to it; QEMU still opens no backing file. */
  @Test
  void doesNotOpenFilesNamedInAHeader() throws Exception {
    Path out = folder.resolve("out.raw");
    qemu.converter().convertTo(DiskFormat.RAW, evil, out, Duration.ofMinutes(1), done -> {});
    assertEquals(-1, Files.readString(out, StandardCharsets.ISO_8859_1).indexOf("root:hash"));

    Path flat = folder.resolve("flat.qcow2");
    qemu.converter()
        .writeImage(
            evil, DiskFormat.QCOW2, flat, Compression.ZSTD, Duration.ofMinutes(1), done -> {});
    assertEquals(-1, raw(flat).indexOf("root:hash"));

    Files.delete(folder.resolve("shadow"));
    assertTrue(qemu.images().check(evil).isSound());
    assertTrue(qemu.images().contentBytes(evil) > 0);
  }

  private void swap() {
    try {
      Files.copy(evil, disk, StandardCopyOption.REPLACE_EXISTING);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private String raw(Path image) throws Exception {
    Path out = folder.resolve("image.raw");
    qemu.converter().convertTo(DiskFormat.RAW, image, out, Duration.ofMinutes(1), done -> {});
    return Files.readString(out, StandardCharsets.ISO_8859_1);
  }
}
