package io.pim.model.files;

import io.pim.model.failure.DiskFull;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The one way in which PIM writes a file that must outlive a power cut: aside in the same folder,
 * forced to disk, put in its place in one act, and the folder's names forced to disk. At every
 * moment there is the old file or the new one, whole; after the method returns, the new one.
 *
 * <p>A file has its mode from its first moment on, so that no reader can be quicker.
 */
public final class DurableFile {
  /** For what only its owner may read. */
  public static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rw-------");

  /** For what everybody may read. */
  public static final Set<PosixFilePermission> READABLE =
      PosixFilePermissions.fromString("rw-r--r--");

  /** For what everybody may run. */
  public static final Set<PosixFilePermission> PROGRAM =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private static final Set<PosixFilePermission> PRIVATE_FOLDER =
      PosixFilePermissions.fromString("rwx------");

  /** From which the umask takes. */
  private static final Set<PosixFilePermission> USUAL_FOLDER =
      PosixFilePermissions.fromString("rwxrwxrwx");

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int RANDOM_BYTES = 8;

  private DurableFile() {}

  /** What is written into a file. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes a file, in the place of one that is there. */
  public static void write(Path file, Set<PosixFilePermission> mode, byte[] content)
      throws IOException {
    write(file, mode, out -> out.write(content));
  }

  /** The same for what is large, or made while it is written. */
  public static void write(Path file, Set<PosixFilePermission> mode, Content content)
      throws IOException {
    Path draft = draft(file, mode, content);
    try {
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
    forceNames(folder(file));
  }

  /**
   * Writes a file that is not there yet. Of several who do so at once one succeeds, and all find
   * its file whole.
   *
   * @return false where there is something of this name, be it a broken link; it stays as it is
   */
  public static boolean create(Path file, Set<PosixFilePermission> mode, byte[] content)
      throws IOException {
    boolean made = false;
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      Path draft = draft(file, mode, out -> out.write(content));
      try {
        // A link, unlike a rename, fails where another has made the file meanwhile.
        Files.createLink(file, draft);
        made = true;
      } catch (FileAlreadyExistsException e) {
        made = false;
      } finally {
        Files.deleteIfExists(draft);
      }
    }
    // Also where it was another's: this one relies on it from now on.
    forceNames(folder(file));
    return made;
  }

  /**
   * Moves a finished file, or a folder and all in it, over {@code target}, which has to be in a
   * folder of the same file system.
   */
  public static void move(Path draft, Path target) throws IOException {
    forceAll(draft);
    Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    forceNames(folder(target));
    if (!folder(draft).equals(folder(target))) {
      forceNames(folder(draft));
    }
  }

  /** Forces the contents of a file to disk that another program has written. */
  public static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Forces the names in a folder to disk; an interrupt of the thread waits for that. */
  public static void forceNames(Path folder) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      boolean done = false;
      while (!done) {
        try {
          force(folder);
          done = true;
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Makes a folder where it is missing, and those above it, for their owner only. */
  public static void makePrivateFolder(Path folder) throws IOException {
    makeFolder(folder.toAbsolutePath(), PRIVATE_FOLDER);
  }

  /** Removes what killed writers of a file have left; only for who alone may write it now. */
  public static void removeDrafts(Path file) throws IOException {
    try (DirectoryStream<Path> drafts =
        Files.newDirectoryStream(folder(file), "." + file.getFileName() + ".*.tmp")) {
      for (Path draft : drafts) {
        Files.deleteIfExists(draft);
      }
    }
  }

  private static Path draft(Path file, Set<PosixFilePermission> mode, Content content)
      throws IOException {
    boolean isPrivate = PRIVATE.containsAll(mode);
    makeFolder(folder(file), isPrivate ? PRIVATE_FOLDER : USUAL_FOLDER);
    byte[] random = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(random);
    Path draft =
        folder(file)
            .resolve("." + file.getFileName() + "." + HexFormat.of().formatHex(random) + ".tmp");
    boolean done = false;
    try (FileChannel channel =
        FileChannel.open(
            draft,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(mode))) {
      content.writeTo(Channels.newOutputStream(channel));
      if (!isPrivate) {
        // The umask may have taken from it.
        Files.setPosixFilePermissions(draft, mode);
      }
      channel.force(true);
      done = true;
    } catch (IOException e) {
      throw DiskFull.named(file, e);
    } finally {
      if (!done) {
        Files.deleteIfExists(draft);
      }
    }
    return draft;
  }

  /** A folder that is new has a name that must reach the disk as well. */
  private static void makeFolder(Path folder, Set<PosixFilePermission> mode) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path above = folder.getParent();
    if (above != null) {
      makeFolder(above, mode);
    }
    try {
      Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(mode));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
    if (above != null) {
      forceNames(above);
    }
  }

  private static void forceAll(Path draft) throws IOException {
    if (!Files.isDirectory(draft, LinkOption.NOFOLLOW_LINKS)) {
      force(draft);
      return;
    }
    try (Stream<Path> tree = Files.walk(draft)) {
      for (Path path : (Iterable<Path>) tree::iterator) {
        if (!Files.isSymbolicLink(path)) {
          force(path);
        }
      }
    }
  }

  private static Path folder(Path file) {
    return file.toAbsolutePath().getParent();
  }
}
