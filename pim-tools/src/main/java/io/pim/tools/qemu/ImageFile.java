package io.pim.tools.qemu;

import io.pim.model.files.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A file that qemu-img writes: private before its first byte, and on disk after its last. */
final class ImageFile {
  private ImageFile() {}

  /** Creates the file first, with mode 0600, because an image contains password hashes. */
  static void makePrivate(Path file) {
    try {
      Files.deleteIfExists(file);
      Files.createFile(file, PosixFilePermissions.asFileAttribute(DurableFile.PRIVATE));
    } catch (IOException e) {
      throw HostFailures.of(e, "the image could not be made", file);
    }
  }

  /** Syncs the contents, which qemu-img leaves in the cache of the host. */
  static void sync(Path file) {
    try {
      DurableFile.force(file);
    } catch (IOException e) {
      throw HostFailures.of(e, "the image could not be written to disk", file);
    }
  }
}
