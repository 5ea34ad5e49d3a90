package io.pim.tools.aws;

import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Writes a raw disk into a snapshot, block by block, and leaves out those that are empty. What an
 * earlier upload has written is not sent again.
 */
public final class SnapshotUpload {
  private static final byte[] EMPTY = new byte[Snapshots.BLOCK];

  /** As long as a call can take that was begun already. */
  private static final int SECONDS_TO_END = 20;

  private static final int MOST_LOOKS = 3;

  private final Snapshots snapshots;
  private final String region;
  private final String id;
  private final InFlight inFlight = new InFlight();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final AtomicInteger sent = new AtomicInteger();

  public SnapshotUpload(Snapshots snapshots, String region, String id) {
    this.snapshots = snapshots;
    this.region = region;
    this.id = id;
  }

  /** Receives the bytes of the disk that were read; may throw, which ends the upload. */
  @FunctionalInterface
  public interface Progress {
    void read(long bytes, long of, int blocksSent);
  }

  /** How many blocks this upload has sent. */
  public int sent() {
    return sent.get();
  }

  /**
   * Uploads.
   *
   * @param record a file that tells what was written already; made where it is not there
   */
  public WrittenSnapshot run(Path disk, Path record, Progress progress)
      throws IOException, InterruptedException {
    ExecutorService pool = Executors.newCachedThreadPool(SnapshotUpload::daemon);
    try (BlockRecord written = BlockRecord.open(record);
        InputStream in = Files.newInputStream(disk)) {
      WrittenSnapshot all;
      try {
        all = readAll(in, Files.size(disk), written, pool, progress);
        pool.shutdown();
        while (failure.get() == null && !pool.awaitTermination(1, TimeUnit.SECONDS)) {
          progress.read(Files.size(disk), Files.size(disk), sent());
        }
      } finally {
        // Nothing is sent any more after this method has ended, and what was sent is recorded.
        pool.shutdown();
        awaitEnd(pool);
      }
      throwFailure();
      return all;
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "pim-ebs-upload");
    thread.setDaemon(true);
    return thread;
  }

  private static void awaitEnd(ExecutorService pool) {
    boolean interrupted = false;
    int looks = 0;
    while (!pool.isTerminated()) {
      try {
        if (!pool.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS)) {
          pool.shutdownNow();
          looks++;
        }
        if (looks > MOST_LOOKS) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private WrittenSnapshot readAll(
      InputStream in, long size, BlockRecord written, ExecutorService pool, Progress progress)
      throws IOException, InterruptedException {
    MessageDigest linear = Sha256.newDigest();
    int blocks = 0;
    long read = 0;
    for (int index = 0; read < size && failure.get() == null; index++) {
      byte[] bytes = new byte[Snapshots.BLOCK];
      // The last block is filled up with zeros.
      read += in.readNBytes(bytes, 0, bytes.length);
      if (!Arrays.equals(bytes, EMPTY)) {
        Block block = new Block(index, bytes);
        linear.update(block.digest());
        blocks++;
        if (!written.has(block)) {
          inFlight.begin();
          pool.execute(() -> send(block, written));
        }
      }
      progress.read(read, size, sent());
    }
    return new WrittenSnapshot(id, blocks, Base64.getEncoder().encodeToString(linear.digest()));
  }

  private void send(Block block, BlockRecord written) {
    boolean well = false;
    try {
      if (failure.get() == null) {
        snapshots.put(region, id, block, inFlight::slowDown);
        sent.incrementAndGet();
        written.add(block);
        well = true;
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      failure.compareAndSet(null, e);
    } finally {
      inFlight.end(well);
    }
  }

  private void throwFailure() throws IOException {
    Exception e = failure.get();
    if (e instanceof RuntimeException runtime) {
      throw runtime;
    }
    if (e instanceof IOException io) {
      throw io;
    }
    if (e != null) {
      throw (CancellationException) new CancellationException("interrupted").initCause(e);
    }
  }
}
