package io.pim.model.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The only channel of this process on a lock file. POSIX drops all locks of a process on a file as
 * soon as the process closes any descriptor of it. So there is never a second channel, and this one
 * is closed only when no place in the file is reserved.
 *
 * <p>A thread first reserves a place in the file against other threads, then locks it against other
 * processes.
 */
final class LockChannel {
  private static final int NAME_BYTES = 200;

  /** Limits the attempts, because a dangling link can never be replaced by a lock file. */
  private static final int MOST_TRIES = 1000;

  /** Keyed by real path. Also the monitor that guards all state of this class. */
  private static final Map<Path, LockChannel> OPEN = new HashMap<>();

  private final Path file;
  private final Object inode;
  private final FileChannel channel;
  private final Set<Long> reserved = new HashSet<>();
  private final Map<Long, String> held = new HashMap<>();

  private LockChannel(Path file, Object inode, FileChannel channel) {
    this.file = file;
    this.inode = inode;
    this.channel = channel;
  }

  /** Reserves a place of a file for the caller; empty when another thread has it. */
  static Optional<LockChannel> reserve(Path file, long place) throws IOException {
    for (int tries = 1; true; tries++) {
      try {
        return reserveNow(file, place);
      } catch (NoSuchFileException e) {
        // Somebody has deleted it meanwhile; the next attempt makes it again.
        if (tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  private static Optional<LockChannel> reserveNow(Path file, long place) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    DurableFile.makePrivateFolder(folder);
    Path real =
        Files.exists(file) ? file.toRealPath() : folder.toRealPath().resolve(file.getFileName());
    synchronized (OPEN) {
      LockChannel known = OPEN.get(real);
      LockChannel shared = known == null ? open(real) : known;
      OPEN.put(real, shared);
      return shared.reserved.add(place) ? Optional.of(shared) : Optional.empty();
    }
  }

  private static LockChannel open(Path file) throws IOException {
    try {
      Files.createFile(file, PosixFilePermissions.asFileAttribute(DurableFile.PRIVATE));
    } catch (FileAlreadyExistsException e) {
      // A lock file is never deleted, so it exists from the second use on.
    }
    Object inode = inode(file);
    return new LockChannel(
        file,
        inode,
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  /** Waits at most {@code millis} for any hold in this process to end. */
  static void awaitRelease(long millis) throws InterruptedException {
    synchronized (OPEN) {
      OPEN.wait(millis);
    }
  }

  /** The holder of a place; empty when it is not known. */
  static Optional<String> holder(Path file, long place) throws IOException {
    Optional<LockChannel> mine = reserve(file, place);
    if (mine.isPresent()) {
      try {
        return mine.get().named();
      } finally {
        mine.get().giveBack(place);
      }
    }
    synchronized (OPEN) {
      return Optional.ofNullable(OPEN.get(file.toRealPath()))
          .flatMap(shared -> Optional.ofNullable(shared.held.get(place)))
          .filter(name -> !name.isEmpty());
    }
  }

  /**
   * Locks the reserved place against other processes; empty when one of them has it.
   *
   * @param holder written into the file if not empty
   */
  Optional<FileLock> lock(long place, long length, String holder) throws IOException {
    FileLock lock = channel.tryLock(place, length, false);
    if (lock == null) {
      return Optional.empty();
    }
    if (!isInPlace()) {
      // Somebody deleted the file. Others now lock a new file of this name, so this thread must do
      // the same.
      lock.release();
      return Optional.empty();
    }
    if (!holder.isEmpty() && !name(holder)) {
      return Optional.empty();
    }
    synchronized (OPEN) {
      held.put(place, holder);
    }
    return Optional.of(lock);
  }

  private boolean isInPlace() throws IOException {
    try {
      return inode(file).equals(inode);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static Object inode(Path file) throws IOException {
    return Files.getAttribute(file, "unix:ino") + ":" + Files.getAttribute(file, "unix:dev");
  }

  /** Releases a hold. */
  void release(FileLock lock, long place) throws IOException {
    try {
      lock.release();
    } finally {
      giveBack(place);
      synchronized (OPEN) {
        OPEN.notifyAll();
      }
    }
  }

  /** Releases a reserved place that is not locked. */
  void giveBack(long place) throws IOException {
    synchronized (OPEN) {
      held.remove(place);
      reserved.remove(place);
      if (reserved.isEmpty() && OPEN.remove(file, this)) {
        channel.close();
      }
    }
  }

  /** Writes the holder into the file; false when an interrupt closed the channel meanwhile. */
  private boolean name(String holder) {
    try {
      channel.truncate(0);
      channel.write(ByteBuffer.wrap((holder + "\n").getBytes(StandardCharsets.UTF_8)), 0);
      return true;
    } catch (IOException e) {
      // Ignored: people must be able to clean up a full disk, and that takes a lock.
      return channel.isOpen();
    }
  }

  private Optional<String> named() {
    ByteBuffer bytes = ByteBuffer.allocate(NAME_BYTES);
    try {
      channel.read(bytes, 0);
      String name = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).strip();
      return name.isEmpty() ? Optional.empty() : Optional.of(name);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
