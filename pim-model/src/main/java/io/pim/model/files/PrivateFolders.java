package io.pim.model.files;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;

/** Creates folders that only their owner can access. */
public final class PrivateFolders {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private PrivateFolders() {}

  /** Creates a folder, or closes an existing one that an earlier PIM left open to others. */
  public static void create(Path folder) throws IOException {
    DurableFile.makePrivateFolder(folder);
    if (!Files.getPosixFilePermissions(folder).equals(OWNER_ONLY) && isOwn(folder)) {
      Files.setPosixFilePermissions(folder, OWNER_ONLY);
    }
  }

  /**
   * A folder of another user, such as root's installation of PIM, keeps the mode its owner chose.
   */
  private static boolean isOwn(Path folder) throws IOException {
    return Files.getAttribute(folder, "unix:uid") instanceof Integer uid
        && Integer.toUnsignedLong(uid) == new UnixSystem().getUid();
  }

  /** Creates a folder in an existing parent; false when it exists already. */
  public static boolean createNew(Path folder) throws IOException {
    try {
      Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      DurableFile.forceNames(folder.toAbsolutePath().getParent());
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /** Writes a new file with mode 0600. */
  public static void write(Path file, String text) throws IOException {
    if (!DurableFile.create(file, DurableFile.PRIVATE, text.getBytes(StandardCharsets.UTF_8))) {
      throw new FileAlreadyExistsException(file.toString());
    }
  }

  /** Deletes a folder with its contents, if it exists. Links are not followed. */
  public static void delete(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
