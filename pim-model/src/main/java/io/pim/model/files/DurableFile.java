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
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes files that must survive a power cut; PIM has no other way. A file is written aside in the
 * same folder, synced, moved into place atomically, and then the folder is synced. At every moment
 * either the complete old file or the complete new one exists; after the method returns, the new
 * one.
 *
 * <p>A file is created with its final mode, so that no other user can read it first.
 */
public final class DurableFile {
  /** Only the owner may read the file. */
  public static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rw-------");

  /** Everybody may read the file. */
  public static final Set<PosixFilePermission> READABLE =
      PosixFilePermissions.fromString("rw-r--r--");

  /** Everybody may run the file. */
  public static final Set<PosixFilePermission> PROGRAM =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private static final Set<PosixFilePermission> PRIVATE_FOLDER =
      PosixFilePermissions.fromString("rwx------");

  /** The mode of a new folder before the umask applies. */
  private static final Set<PosixFilePermission> USUAL_FOLDER =
      PosixFilePermissions.fromString("rwxrwxrwx");

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int RANDOM_BYTES = 8;
  private static final Pattern DRAFT = Pattern.compile("\\..+\\.[0-9a-f]{16}\\.tmp");

  private DurableFile() {}

  /** Writes the contents of a file. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes a file, replacing an existing one. */
  public static void write(Path file, Set<PosixFilePermission> mode, byte[] content)
      throws IOException {
    write(file, mode, out -> out.write(content));
  }

  /** The same for contents that are large, or generated while they are written. */
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
   * Creates a file that does not exist yet. When several callers do so at once, one succeeds, and
   * all see a complete file.
   *
   * @return false if the name exists already, even as a broken link; it is left alone
   */
  public static boolean create(Path file, Set<PosixFilePermission> mode, byte[] content)
      throws IOException {
    boolean made = false;
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      Path draft = draft(file, mode, out -> out.write(content));
      try {
        // A link is used, because unlike a rename it fails when another process created the file
        // meanwhile.
        Files.createLink(file, draft);
        made = true;
      } catch (FileAlreadyExistsException e) {
        made = false;
      } finally {
        Files.deleteIfExists(draft);
      }
    }
    // Syncs the folder even when another process created the file: this caller relies on the file,
    // too.
    forceNames(folder(file));
    return made;
  }

  /**
   * Moves a finished file or folder to {@code target}, replacing it. The target's folder must be in
   * the same file system.
   */
  public static void move(Path draft, Path target) throws IOException {
    forceAll(draft);
    Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    forceNames(folder(target));
    if (!folder(draft).equals(folder(target))) {
      forceNames(folder(draft));
    }
  }

  /** Syncs the contents of a file that another program wrote. */
  public static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Syncs a folder, so that its names are on disk. An interrupt is deferred until that is done. */
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

  /** Creates a folder and its missing parents, accessible to their owner only. */
  public static void makePrivateFolder(Path folder) throws IOException {
    makeFolder(folder.toAbsolutePath(), PRIVATE_FOLDER);
  }

  /**
   * Removes drafts of a file that killed writers left behind. Only the file's sole writer may call
   * this.
   */
  public static void removeDrafts(Path file) throws IOException {
    try (DirectoryStream<Path> drafts =
        Files.newDirectoryStream(folder(file), "." + file.getFileName() + ".*.tmp")) {
      for (Path draft : drafts) {
        Files.deleteIfExists(draft);
      }
    }
  }

  /** Whether a file is a draft, by its name. Its writer may still live. */
  public static boolean isDraft(Path file) {
    return DRAFT.matcher(file.getFileName().toString()).matches();
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
        // The umask may have removed permissions.
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

  /** Creates missing folders; the name of each new folder must be synced as well. */
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
