package io.pim.tools.fetch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Keeps all others, in this process and in others, from fetching the same file. */
public final class FetchLock implements AutoCloseable {
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final FileChannel channel;

  private FetchLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Waits until the lock is had. It looks again and again because a blocking lock could not tell
   * meanwhile that it waits, and one who waits in silence counts as dead.
   */
  public static FetchLock take(Path file, FetchProgress progress)
      throws IOException, InterruptedException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean taken = false;
    try {
      while (!tryLock(channel)) {
        progress.at(FetchProgress.Phase.WAIT, 0, -1);
        LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while another process fetches");
        }
      }
      taken = true;
      return new FetchLock(channel);
    } finally {
      if (!taken) {
        channel.close();
      }
    }
  }

  /** The lock, unless somebody has it. */
  public static Optional<FetchLock> tryTake(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (tryLock(channel)) {
      return Optional.of(new FetchLock(channel));
    }
    channel.close();
    return Optional.empty();
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      // Somebody in this very process holds it.
      return false;
    }
  }

  /** The file stays: who deletes a lock file may delete it from under somebody who holds it. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
