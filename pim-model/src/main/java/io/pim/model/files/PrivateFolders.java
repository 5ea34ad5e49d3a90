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

/** Makes folders that only their owner can look into. */
public final class PrivateFolders {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private PrivateFolders() {}

  /** Makes a folder, or closes one to others that an earlier PIM has left open. */
  public static void create(Path folder) throws IOException {
    DurableFile.makePrivateFolder(folder);
    if (!Files.getPosixFilePermissions(folder).equals(OWNER_ONLY) && isOwn(folder)) {
      Files.setPosixFilePermissions(folder, OWNER_ONLY);
    }
  }

  /** Another user's, as root's where PIM is installed, is that one's to open and to close. */
  private static boolean isOwn(Path folder) throws IOException {
    return Files.getAttribute(folder, "unix:uid") instanceof Integer uid
        && Integer.toUnsignedLong(uid) == new UnixSystem().getUid();
  }

  /** Makes a folder whose parent is there; false where it is there itself. */
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

  /** Removes a folder and all in it; one that is not there is fine. Links are not followed. */
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
