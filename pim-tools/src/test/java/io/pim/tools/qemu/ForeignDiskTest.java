package io.pim.tools.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Headers that somebody has written by malice or accident. */
class ForeignDiskTest {
  private static final int MAGIC = 0x514649fb;

  @TempDir Path folder;

  /** The beginning of a valid qcow2 file of version 3. */
  private static ByteBuffer qcow2() {
    return ByteBuffer.allocate(512).putInt(0, MAGIC).putInt(4, 3).putLong(24, 1 << 20);
  }

  private static ByteBuffer text(String beginning) {
    return ByteBuffer.wrap((beginning + " ".repeat(600)).getBytes(StandardCharsets.ISO_8859_1))
        .put(510, (byte) 0x55)
        .put(511, (byte) 0xaa);
  }

  private Path file(ByteBuffer bytes) throws IOException {
    byte[] copy = new byte[bytes.limit()];
    bytes.get(0, copy);
    return Files.write(folder.resolve("disk"), copy);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(qcow2().putLong(8, 0x200), "backing file"),
        Arguments.of(qcow2().putLong(72, 4), "data in another file"),
        Arguments.of(qcow2().putLong(72, 2), "corrupt"),
        Arguments.of(qcow2().putLong(72, 1), "in use"),
        Arguments.of(qcow2().putLong(72, 1 << 5), "features"),
        Arguments.of(qcow2().putInt(32, 2), "encrypted"),
        Arguments.of(qcow2().putLong(24, -1), "size"),
        Arguments.of(qcow2().putInt(4, 4), "unknown version"),
        Arguments.of(ByteBuffer.allocate(4).putInt(0, MAGIC), "incomplete"),
        Arguments.of(ByteBuffer.allocate(512), "is not bootable"),
        Arguments.of(ByteBuffer.allocate(0), "is not bootable"),
        Arguments.of(text("# Disk DescriptorFile\nRW 1 FLAT \"/etc/shadow\" 0"), "VMware"),
        Arguments.of(text("KDMV"), "VMware"),
        Arguments.of(text("QED\0"), "a QED disk"),
        Arguments.of(text("\u00fd7zXZ\0"), "compressed with xz"),
        Arguments.of(text("\u001f\u008b"), "compressed with gzip"),
        Arguments.of(text("(\u00b5/\u00fd"), "compressed with zstd"),
        Arguments.of(text("PK\u0003\u0004"), "zip archive"),
        Arguments.of(at(257, "ustar"), "tar archive"),
        Arguments.of(at(32769, "CD001"), "ISO 9660"),
        Arguments.of(at((1 << 20) - 512, "conectix"), "of fixed size"));
  }

  /** A raw disk with a boot sector, as far as its first sector shows. */
  private static ByteBuffer at(int offset, String mark) {
    return ByteBuffer.allocate(1 << 20)
        .put(510, (byte) 0x55)
        .put(511, (byte) 0xaa)
        .put(offset, mark.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void explainsTheNextStep() throws IOException {
    Path iso = file(at(32769, "CD001"));
    String todo = assertThrows(BuildFailure.class, () -> ForeignDisk.of(iso)).report().todo();
    assertTrue(todo.contains("pim iso add"), todo);
    Path xz = file(text("\u00fd7zXZ\0"));
    String unpack = assertThrows(BuildFailure.class, () -> ForeignDisk.of(xz)).report().todo();
    assertTrue(unpack.contains("xz -dk"), unpack);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void isRefused(ByteBuffer bytes, String why) throws IOException {
    Path disk = file(bytes);

    BuildFailure failure = assertThrows(BuildFailure.class, () -> ForeignDisk.of(disk));

    assertTrue(failure.report().why().contains(why), failure.report().why());
  }

  @Test
  void acceptsSelfContainedDisks() throws IOException {
    assertEquals(DiskFormat.QCOW2, ForeignDisk.of(file(qcow2())).format());
    assertEquals(1 << 20, ForeignDisk.ofQcow2(file(qcow2())).size().bytes());
    assertEquals(DiskFormat.RAW, ForeignDisk.of(file(text("any boot sector"))).format());
    Path raw = file(text(""));
    assertThrows(BuildFailure.class, () -> ForeignDisk.ofQcow2(raw));
  }
}
