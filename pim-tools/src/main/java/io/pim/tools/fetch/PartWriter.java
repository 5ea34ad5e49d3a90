package io.pim.tools.fetch;

import io.pim.model.files.FetchFiles;
import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Writes a download to the part file. What is written stays there after any failure. */
final class PartWriter implements AutoCloseable {
  private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** More than any ISO. Without an announced length, a body might never end. */
  private static final long MOST_BYTES = 64L << 30;

  private final FetchFiles files;
  private final FetchProgress progress;
  private final Duration stall;
  private final FileChannel channel;
  private long done;
  private long total = -1;

  PartWriter(FetchFiles files, FetchProgress progress, Duration stall) throws IOException {
    this.files = files;
    this.progress = progress;
    this.stall = stall;
    this.channel =
        FileChannel.open(files.part(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /** Empties the part before its facts change, so that no bytes ever count as another file's. */
  void begin(PartFacts facts) throws IOException {
    channel.truncate(0);
    Files.deleteIfExists(files.partFacts());
    Json.write(files.partFacts(), facts);
    expect(0, facts.total());
  }

  /** Appends to the existing part. */
  void goOn(long have, long whole) throws IOException {
    expect(have, whole);
  }

  private void expect(long from, long whole) throws IOException {
    done = from;
    total = whole;
    channel.position(from);
    if (whole >= 0) {
      DiskSpace.require(files.part(), whole - from);
    }
  }

  /**
   * Writes the whole body.
   *
   * @throws NetworkException when it ends early, or the server is silent for too long
   */
  void receive(BodyQueue body) throws IOException, InterruptedException, NetworkException {
    long heard = System.nanoTime();
    boolean requested = false;
    while (true) {
      if (!requested) {
        body.request();
        requested = true;
      }
      Optional<BodyQueue.Signal> signal = body.poll(TICK_NANOS);
      if (signal.isEmpty()) {
        if (System.nanoTime() - heard > stall.toNanos()) {
          throw new NetworkException(
              "the server sent nothing for " + stall.toSeconds() + " s", null);
        }
      } else if (signal.get() instanceof BodyQueue.Piece piece) {
        write(piece);
        heard = System.nanoTime();
        requested = false;
      } else if (signal.get() instanceof BodyQueue.Broken broken) {
        throw NetworkException.of(broken.cause());
      } else {
        finish();
        return;
      }
      progress.at(FetchProgress.Phase.DOWNLOAD, done, total);
    }
  }

  private void write(BodyQueue.Piece piece) throws IOException, NetworkException {
    for (ByteBuffer buffer : piece.buffers()) {
      done += buffer.remaining();
      if (done > MOST_BYTES) {
        throw new NetworkException("the server sent more than 64 GiB, too much for an ISO", null);
      }
      if (total >= 0 && done > total) {
        throw new NetworkException(
            "the server sent more than the announced " + total + " bytes", null);
      }
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }

  private void finish() throws IOException, NetworkException {
    if (total >= 0 && done < total) {
      throw new NetworkException("only " + done + " of " + total + " bytes arrived", null);
    }
    channel.force(true);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
