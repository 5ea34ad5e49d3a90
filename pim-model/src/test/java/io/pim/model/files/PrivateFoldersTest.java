package io.pim.model.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFoldersTest {
  @TempDir Path temp;

  @Test
  void deletingFollowsNoLink() throws Exception {
    Path outside = Files.writeString(Files.createDirectory(temp.resolve("mine")).resolve("f"), "x");
    Path folder = temp.resolve("work");
    PrivateFolders.create(folder);
    Files.createSymbolicLink(folder.resolve("link"), outside.getParent());
    Files.createDirectories(folder.resolve("a/b"));

    PrivateFolders.delete(folder);
    PrivateFolders.delete(folder);

    assertFalse(Files.exists(folder));
    assertTrue(Files.exists(outside));
  }

  @Test
  void aLinkInPlaceOfAFolderIsRemovedItself() throws Exception {
    Path outside = Files.writeString(Files.createDirectory(temp.resolve("mine")).resolve("f"), "x");
    Path link = Files.createSymbolicLink(temp.resolve("work"), outside.getParent());

    PrivateFolders.delete(link);

    assertFalse(Files.isSymbolicLink(link));
    assertTrue(Files.exists(outside));
  }

  @Test
  void neverOverwritesPrivateFiles() throws Exception {
    Path file = temp.resolve("key");
    PrivateFolders.write(file, "one");

    assertThrows(FileAlreadyExistsException.class, () -> PrivateFolders.write(file, "two"));

    assertEquals("one", Files.readString(file));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }
}
