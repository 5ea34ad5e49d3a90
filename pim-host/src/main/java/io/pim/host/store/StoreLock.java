package io.pim.host.store;

import io.pim.model.files.PimFolders;
import io.pim.model.files.PrivateFolders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * Keeps builds from being opened while it is found out what no build needs, and removed: a build
 * that is open is seen to need its layers before it looks for any, so nothing else has to wait.
 */
public final class StoreLock {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private final PimFolders folders;

  public StoreLock(PimFolders folders) {
    this.folders = folders;
  }

  /** What is done under the lock. */
  @FunctionalInterface
  public interface Work<T> {
    T run() throws IOException, InterruptedException;
  }

  /** Waits for the lock, over all threads and processes of this host. */
  public <T> T whileHeld(Work<T> work) throws IOException, InterruptedException {
    PrivateFolders.create(folders.layers());
    Path file = folders.layersLock();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (!isTaken(channel)) {
        Thread.sleep(LOOK_AGAIN.toMillis());
      }
      return work.run();
    }
  }

  /** A blocking lock could not be interrupted, and Java refuses one that this process holds. */
  private static boolean isTaken(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }
}
