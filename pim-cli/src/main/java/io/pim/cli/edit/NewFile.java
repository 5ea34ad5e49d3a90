package io.pim.cli.edit;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Writes a file that is not there yet: whole, or not at all, and never over another one. */
final class NewFile {
  private static final Set<PosixFilePermission> SCRIPT =
      PosixFilePermissions.fromString("rwxr-xr-x");
  private static final Set<PosixFilePermission> PLAIN =
      PosixFilePermissions.fromString("rw-r--r--");

  private NewFile() {}

  /**
   * Writes the file, and its folders where they are missing.
   *
   * @throws FileAlreadyExistsException when there is something of this name, be it a broken link
   */
  static void write(Path file, byte[] content) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path draft = Files.createTempFile(folder, ".pim", ".tmp");
    try {
      Files.write(draft, content);
      Files.setPosixFilePermissions(draft, file.toString().endsWith(".sh") ? SCRIPT : PLAIN);
      link(draft, file);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** A link, unlike a rename, fails where another program has made the file meanwhile. */
  private static void link(Path draft, Path file) throws IOException {
    try {
      Files.createLink(file, draft);
    } catch (UnsupportedOperationException e) {
      Files.move(draft, file);
    }
  }
}
