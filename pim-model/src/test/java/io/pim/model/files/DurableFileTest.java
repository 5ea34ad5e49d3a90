package io.pim.model.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {
  @TempDir Path folder;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void writesANewFileAndReplacesOne() throws Exception {
    Path file = folder.resolve("file");
    DurableFile.write(file, DurableFile.PRIVATE, bytes("one"));
    assertEquals("one", Files.readString(file));
    DurableFile.write(file, DurableFile.READABLE, bytes("two"));
    assertEquals("two", Files.readString(file));
    assertEquals("rw-r--r--", mode(file));
    assertEquals(List.of("file"), names());
  }

  @Test
  void aFileIsPrivateFromItsFirstMoment() throws Exception {
    Path file = folder.resolve("new/file");
    AtomicReference<String> seen = new AtomicReference<>();
    DurableFile.write(
        file,
        DurableFile.PRIVATE,
        out -> {
          try (Stream<Path> drafts = Files.list(file.getParent())) {
            seen.set(mode(drafts.findFirst().orElseThrow()));
          }
          out.write(1);
        });
    assertEquals("rw-------", seen.get());
    assertEquals("rw-------", mode(file));
    assertEquals("rwx------", mode(file.getParent()));
  }

  @Test
  void leavesNothingAfterAFailedWrite() throws Exception {
    Path file = folder.resolve("file");
    DurableFile.write(file, DurableFile.PRIVATE, bytes("old"));
    assertThrows(
        IOException.class,
        () ->
            DurableFile.write(
                file,
                DurableFile.PRIVATE,
                out -> {
                  out.write(bytes("half"));
                  throw new IOException("no more");
                }));
    assertEquals("old", Files.readString(file));
    assertEquals(List.of("file"), names());

    Path taken = Files.createDirectories(folder.resolve("taken/full")).getParent();
    assertThrows(
        IOException.class, () -> DurableFile.write(taken, DurableFile.PRIVATE, bytes("x")));
    assertEquals(List.of("file", "taken"), names());
  }

  @Test
  void createsOnlyMissingFiles() throws Exception {
    Path file = folder.resolve("file");
    assertTrue(DurableFile.create(file, DurableFile.PRIVATE, bytes("one")));
    assertFalse(DurableFile.create(file, DurableFile.PRIVATE, bytes("two")));
    assertEquals("one", Files.readString(file));
    assertEquals("rw-------", mode(file));

    Path broken = Files.createSymbolicLink(folder.resolve("broken"), folder.resolve("nowhere"));
    assertFalse(DurableFile.create(broken, DurableFile.PRIVATE, bytes("three")));
    assertEquals(List.of("broken", "file"), names());
  }

  @Test
  void movesAFileOrAFolder() throws Exception {
    Path target = folder.resolve("target");
    Files.writeString(target, "old");
    DurableFile.move(Files.writeString(folder.resolve("draft"), "new"), target);
    assertEquals("new", Files.readString(target));

    Path tree = Files.createDirectories(folder.resolve("tree/in it"));
    Files.writeString(tree.resolve("leaf"), "leaf");
    DurableFile.move(tree.getParent(), folder.resolve("moved"));
    assertEquals("leaf", Files.readString(folder.resolve("moved/in it/leaf")));
    assertEquals(List.of("moved", "target"), names());
  }

  @Test
  void removesFilesThatKilledWritersLeft() throws Exception {
    Path file = folder.resolve("file");
    Files.writeString(folder.resolve(".file.0123456789abcdef.tmp"), "half");
    Files.writeString(folder.resolve(".other.0123456789abcdef.tmp"), "half");
    DurableFile.removeDrafts(file);
    assertEquals(List.of(".other.0123456789abcdef.tmp"), names());
  }

  @Test
  void anInterruptedThreadStillForcesNames() throws Exception {
    Thread.currentThread().interrupt();
    DurableFile.forceNames(folder);
    assertTrue(Thread.interrupted());
  }
}
