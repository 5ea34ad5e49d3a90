package io.pim.tools.qemu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.security.auth.module.UnixSystem;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnDiskTest {
  private static final long ME = new UnixSystem().getUid();

  @TempDir Path temp;
  private Path folder;
  private Path file;
  private Path copy;

  @BeforeEach
  void make() throws Exception {
    folder = Files.createDirectory(temp.resolve("folder"));
    file = Files.write(folder.resolve("disk"), new byte[] {1, 2, 3});
    copy = temp.resolve("copy");
  }

  @Test
  void usesTheUsersOwnFileDirectly() throws Exception {
    assertEquals(file, OwnDisk.of(file, copy));
    assertFalse(Files.exists(copy));
  }

  @ParameterizedTest
  @CsvSource({"rw-rw-r--, rwx------", "rw-r--rw-, rwx------", "rw-------, rwxrwxrwx"})
  void copiesFilesThatOthersMayReplace(String ofFile, String ofFolder) throws Exception {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(ofFile));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(ofFolder));
    Files.writeString(copy, "of an earlier try");

    assertEquals(copy, OwnDisk.of(file, copy));
    assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(copy));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)));
  }

  @Test
  void copiesAFileOfAnotherUser() throws Exception {
    assertTrue(OwnDisk.isOwn(file.toRealPath(), ME));
    // Everybody trusts root's files.
    if (ME != 0) {
      assertFalse(OwnDisk.isOwn(file.toRealPath(), ME + 1));
    } else {
      Files.setAttribute(file, "unix:uid", 65534);
      assertFalse(OwnDisk.isOwn(file.toRealPath(), ME));
    }
  }

  @Test
  void keepsHoles() throws Exception {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
      disk.setLength(64 << 20);
      disk.seek(32 << 20);
      disk.write(7);
    }

    OwnDisk.of(file, copy);

    assertEquals(-1, Files.mismatch(file, copy));
    assertEquals(64 << 20, Files.size(copy));
    Process du = new ProcessBuilder("du", "-k", copy.toString()).start();
    String output = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String used = output.substring(0, output.indexOf('\t'));
    assertTrue(Long.parseLong(used) < 8 << 10, used);
  }
}
