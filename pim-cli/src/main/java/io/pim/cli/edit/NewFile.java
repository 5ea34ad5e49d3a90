package io.pim.cli.edit;

import io.pim.model.files.DurableFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Writes a new file: whole or not at all, and never over an existing one. */
final class NewFile {
  private NewFile() {}

  /**
   * Writes the file, and creates missing folders.
   *
   * @throws FileAlreadyExistsException when the name exists already, even as a broken link
   */
  static void write(Path file, byte[] content) throws IOException {
    Set<PosixFilePermission> mode =
        file.toString().endsWith(".sh") ? DurableFile.PROGRAM : DurableFile.READABLE;
    if (!DurableFile.create(file, mode, content)) {
      throw new FileAlreadyExistsException(file.toString());
    }
  }
}
