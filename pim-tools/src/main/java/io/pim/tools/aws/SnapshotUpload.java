package io.pim.tools.aws;

import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/**
 * Writes a raw disk into a snapshot, block by block, without the empty ones. Blocks that an earlier
 * upload has written are not sent again.
 */
public final class SnapshotUpload {
  private static final byte[] EMPTY = new byte[Snapshots.BLOCK];

  private final Snapshots snapshots;
  private final String region;
  private final String id;
  private final BlockMemory memory = new BlockMemory();
  private final Sends sends =
      new Sends("pim-ebs-upload", new InFlight(InFlight.FIRST, InFlight.MOST));

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

  /** The number of blocks that this upload has sent. */
  public int sent() {
    return sends.sent();
  }

  /** The number of blocks for which this upload has allocated memory. */
  int blocksInMemory() {
    return memory.allocated();
  }

  /**
   * Uploads.
   *
   * @param record a file that lists the blocks that were written; it is created if it is missing
   */
  public WrittenSnapshot run(Path disk, Path record, Progress progress)
      throws IOException, InterruptedException {
    try (BlockRecord written = BlockRecord.open(record);
        InputStream in = Files.newInputStream(disk)) {
      WrittenSnapshot all;
      // Ends all sends before the record is closed.
      try (sends) {
        all = readAll(in, Files.size(disk), written, progress);
        long size = Files.size(disk);
        sends.awaitAll(() -> progress.read(size, size, sent()));
      }
      sends.throwFailure();
      return all;
    }
  }

  private WrittenSnapshot readAll(InputStream in, long size, BlockRecord written, Progress progress)
      throws IOException, InterruptedException {
    MessageDigest linear = Sha256.newDigest();
    int blocks = 0;
    long read = 0;
    for (int index = 0; read < size && !sends.hasFailed(); index++) {
      byte[] bytes = memory.take();
      int filled = in.readNBytes(bytes, 0, bytes.length);
      if (filled == 0) {
        throw new IOException("the file has become shorter");
      }
      read += filled;
      // EBS accepts only whole blocks, so the last one is padded with zeros.
      Arrays.fill(bytes, filled, bytes.length, (byte) 0);
      if (Arrays.equals(bytes, EMPTY)) {
        memory.giveBack(bytes);
      } else {
        Block block = new Block(index, bytes);
        linear.update(block.digest());
        blocks++;
        send(block, written);
      }
      progress.read(read, size, sent());
    }
    return new WrittenSnapshot(id, blocks, Base64.getEncoder().encodeToString(linear.digest()));
  }

  private void send(Block block, BlockRecord written) throws InterruptedException {
    if (written.has(block)) {
      memory.giveBack(block.bytes());
      return;
    }
    sends.begin(
        () -> {
          snapshots.put(region, id, block, sends::slowDown);
          written.add(block);
          memory.giveBack(block.bytes());
        });
  }
}
