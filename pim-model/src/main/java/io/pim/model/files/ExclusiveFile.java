package io.pim.model.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A lock file that one at a time can hold, over all threads and processes of a host. Whoever is
 * killed holds it no more. The file itself stays: who deletes it may do so under somebody's hold.
 */
public final class ExclusiveFile {
  private static final long PAUSE_MILLIS = 10;

  private final Path file;

  public ExclusiveFile(Path file) {
    this.file = file;
  }

  /** What is done while the file is held. */
  @FunctionalInterface
  public interface Work<T> {
    T run() throws IOException;
  }

  /** The file, held until this is closed. */
  public static final class Hold implements AutoCloseable {
    private final FileChannel channel;

    private Hold(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /**
   * Waits for the file, and holds it for the length of {@code work}.
   *
   * @throws InterruptedIOException when the thread is interrupted while it waits
   */
  public <T> T whileHeld(Work<T> work) throws IOException {
    try (FileChannel channel = open()) {
      waitFor(channel);
      return work.run();
    }
  }

  /** The hold, where nobody else has it at this moment; to be closed. */
  public Optional<Hold> tryHold() throws IOException {
    FileChannel channel = open();
    boolean held = false;
    try {
      FileLock lock = channel.tryLock();
      held = lock != null;
    } catch (OverlappingFileLockException e) {
      // Somebody in this very process holds it.
      held = false;
    } finally {
      if (!held) {
        channel.close();
      }
    }
    return held ? Optional.of(new Hold(channel)) : Optional.empty();
  }

  private FileChannel open() throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
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
      InterruptedIOException stopped = new InterruptedIOException("interrupted at a lock");
      stopped.initCause(e);
      throw stopped;
    }
  }
}
