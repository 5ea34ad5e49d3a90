package io.pim.model.registry;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Lets one change of the registry happen at a time, over all threads and processes of a host. */
final class RegistryLock {
  private static final long PAUSE_MILLIS = 10;

  /** A change of the registry. */
  interface Change<T> {
    T run() throws IOException;
  }

  private final Path file;

  RegistryLock(Path file) {
    this.file = file;
  }

  <T> T whileHeld(Change<T> change) throws IOException {
    Files.createDirectories(file.getParent());
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      waitFor(channel);
      return change.run();
    }
  }

  /** Another thread of this process makes Java refuse the lock instead of waiting for it. */
  private static void waitFor(FileChannel channel) throws IOException {
    while (true) {
      try {
        channel.lock();
        return;
      } catch (OverlappingFileLockException e) {
        pause();
      }
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the registry", e);
    }
  }
}
