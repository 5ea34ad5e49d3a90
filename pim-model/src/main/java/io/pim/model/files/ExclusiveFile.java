package io.pim.model.files;

import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A lock file with a single holder among all threads and processes of a host. A process that dies
 * releases its lock. The file itself is never deleted, because it could be deleted while somebody
 * holds it.
 *
 * <p>PIM has no other lock between processes. A thread waits for another thread with a Java
 * monitor, and for another process by polling: a blocking system call could neither report that it
 * waits nor be interrupted.
 */
public final class ExclusiveFile {
  private static final int HEX = 16;
  private static final int HEX_OF_LONG = 16;
  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);
  private static final long SHORTEST_PAUSE_MILLIS = 5;
  private static final long LONGEST_PAUSE_MILLIS = 100;

  private final Path file;
  private final String holder;
  private final long place;
  private final long length;

  public ExclusiveFile(Path file) {
    this(file, "");
  }

  /**
   * A lock whose holder is shown to those who wait.
   *
   * @param holder describes this process in a few words
   */
  public ExclusiveFile(Path file, String holder) {
    this(file, holder, 0, Long.MAX_VALUE);
  }

  private ExclusiveFile(Path file, String holder, long place, long length) {
    this.file = file;
    this.holder = holder;
    this.place = place;
    this.length = length;
  }

  /** One of many locks in a file: one byte of it. The byte does not have to exist. */
  public static ExclusiveFile byteOf(Path file, long place) {
    return new ExclusiveFile(file, "", place, 1);
  }

  /** One of many locks in a file, each named by a digest. */
  public static ExclusiveFile named(Path file, Sha256 name) {
    // The last byte that can be locked has a positive number of 63 bits.
    return byteOf(file, Long.parseUnsignedLong(name.hex().substring(0, HEX_OF_LONG), HEX) >>> 1);
  }

  /** Work done while the lock is held. */
  @FunctionalInterface
  public interface Work<T, E extends Exception> {
    T run() throws IOException, E;
  }

  /** The held lock; any thread may close it. */
  public static final class Hold implements AutoCloseable {
    private final LockChannel channel;
    private final FileLock lock;
    private final long place;
    private boolean closed;

    private Hold(LockChannel channel, FileLock lock, long place) {
      this.channel = channel;
      this.lock = lock;
      this.place = place;
    }

    @Override
    public synchronized void close() throws IOException {
      if (!closed) {
        closed = true;
        channel.release(lock, place);
      }
    }
  }

  /** Waits for the lock, and holds it while {@code work} runs. */
  public <T, E extends Exception> T holding(Work<T, E> work)
      throws IOException, InterruptedException, E {
    Hold hold = hold(() -> {});
    try {
      return work.run();
    } finally {
      hold.close();
    }
  }

  /**
   * The same for callers that cannot throw {@link InterruptedException}.
   *
   * @throws InterruptedIOException when the thread is interrupted while it waits
   */
  public <T> T whileHeld(Work<T, RuntimeException> work) throws IOException {
    Hold hold;
    try {
      hold = hold(() -> {});
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException stopped =
          new InterruptedIOException("interrupted while waiting for a lock");
      stopped.initCause(e);
      throw stopped;
    }
    try {
      return work.run();
    } finally {
      hold.close();
    }
  }

  /**
   * Waits for the lock without a limit.
   *
   * @param waiting called repeatedly while another holder has the lock
   * @return to be closed
   */
  public Hold hold(Runnable waiting) throws IOException, InterruptedException {
    return tryHold(FOREVER, waiting).orElseThrow();
  }

  /**
   * Waits for the lock, at most for {@code limit}.
   *
   * @param waiting called repeatedly while another holder has the lock
   * @return to be closed; empty when the limit has passed
   */
  public Optional<Hold> tryHold(Duration limit, Runnable waiting)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    long pause = SHORTEST_PAUSE_MILLIS;
    Optional<Hold> hold = tryHold();
    while (hold.isEmpty() && System.nanoTime() - start < limit.toNanos()) {
      waiting.run();
      LockChannel.awaitRelease(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      hold = tryHold();
    }
    return hold;
  }

  /** Takes the lock if it is free at this moment; to be closed. */
  public Optional<Hold> tryHold() throws IOException {
    Optional<LockChannel> reserved = LockChannel.reserve(file, place);
    if (reserved.isEmpty()) {
      return Optional.empty();
    }
    LockChannel channel = reserved.get();
    Optional<FileLock> lock = Optional.empty();
    try {
      lock = channel.lock(place, length, Thread.currentThread().isInterrupted() ? "" : holder);
    } finally {
      if (lock.isEmpty()) {
        channel.giveBack(place);
      }
    }
    return lock.map(its -> new Hold(channel, its, place));
  }

  /** The holder's description, for a message; empty when it is not known. */
  public Optional<String> holder() throws IOException {
    return LockChannel.holder(file, place);
  }
}
