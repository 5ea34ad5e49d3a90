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
 * The one channel that this process has on a lock file. POSIX takes all of a process's locks on a
 * file back as soon as the process closes any descriptor of it, so there is never a second one, and
 * the channel is closed when nothing in the file is reserved any more.
 *
 * <p>A place in the file is reserved by one thread before it is locked against other processes.
 */
final class LockChannel {
  private static final int NAME_BYTES = 200;

  /** By real path; the monitor of everything here. */
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

  /** Reserves a place of a file for the caller; empty where another thread has it. */
  static Optional<LockChannel> reserve(Path file, long place) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    DurableFile.makePrivateFolder(folder);
    Path real =
        Files.exists(file) ? file.toRealPath() : folder.toRealPath().resolve(file.getFileName());
    synchronized (OPEN) {
      LockChannel known = OPEN.get(real);
      LockChannel its = known == null ? open(real) : known;
      OPEN.put(real, its);
      return its.reserved.add(place) ? Optional.of(its) : Optional.empty();
    }
  }

  private static LockChannel open(Path file) throws IOException {
    try {
      Files.createFile(file, PosixFilePermissions.asFileAttribute(DurableFile.PRIVATE));
    } catch (FileAlreadyExistsException e) {
      // It stays for ever, so it is there from the second time on.
    }
    Object inode = inode(file);
    return new LockChannel(
        file,
        inode,
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  /** Waits until a hold in this process has ended, at most so long. */
  static void awaitRelease(long millis) throws InterruptedException {
    synchronized (OPEN) {
      OPEN.wait(millis);
    }
  }

  /** Who holds a place; empty where that is not known. */
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
          .flatMap(its -> Optional.ofNullable(its.held.get(place)))
          .filter(name -> !name.isEmpty());
    }
  }

  /**
   * Locks the reserved place against other processes; empty where one of them has it.
   *
   * @param holder written into the file, where it is not empty
   */
  Optional<FileLock> lock(long place, long length, String holder) throws IOException {
    FileLock lock = channel.tryLock(place, length, false);
    if (lock == null) {
      return Optional.empty();
    }
    if (!isInPlace()) {
      // Somebody deleted the file: others lock another one of this name, and so must this one.
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

  /** Ends a hold. */
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

  /** Gives a place back that is not locked. */
  void giveBack(long place) throws IOException {
    synchronized (OPEN) {
      held.remove(place);
      reserved.remove(place);
      if (reserved.isEmpty() && OPEN.remove(file, this)) {
        channel.close();
      }
    }
  }

  /** Writes who holds the file; false where an interrupt has closed the channel meanwhile. */
  private boolean name(String holder) {
    try {
      channel.truncate(0);
      channel.write(ByteBuffer.wrap((holder + "\n").getBytes(StandardCharsets.UTF_8)), 0);
      return true;
    } catch (IOException e) {
      // On a full disk people must still be able to clean up, which takes a lock.
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
