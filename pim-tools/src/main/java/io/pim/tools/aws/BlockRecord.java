package io.pim.tools.aws;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A file that lists the blocks which were written to a snapshot: EBS lists only those of completed
 * snapshots. A block is recorded after it was written. An entry that a power cut has damaged
 * matches no block, so its block is written again.
 */
final class BlockRecord implements AutoCloseable {
  private static final int DIGEST = 32;
  private static final int ENTRY = Integer.BYTES + DIGEST;

  private final Map<Integer, byte[]> written;
  private final FileChannel channel;

  private BlockRecord(Map<Integer, byte[]> written, FileChannel channel) {
    this.written = written;
    this.channel = channel;
  }

  static BlockRecord open(Path file) throws IOException {
    Map<Integer, byte[]> written = new HashMap<>();
    if (Files.exists(file)) {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      while (bytes.remaining() >= ENTRY) {
        byte[] digest = new byte[DIGEST];
        written.put(bytes.getInt(), get(bytes, digest));
      }
    }
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    // An entry that a kill has cut off is overwritten.
    channel.position(channel.size() / ENTRY * ENTRY);
    return new BlockRecord(written, channel);
  }

  private static byte[] get(ByteBuffer bytes, byte[] digest) {
    bytes.get(digest);
    return digest;
  }

  synchronized boolean has(Block block) {
    return Arrays.equals(written.get(block.index()), block.digest());
  }

  synchronized void add(Block block) throws IOException {
    ByteBuffer entry = ByteBuffer.allocate(ENTRY).putInt(block.index()).put(block.digest()).flip();
    while (entry.hasRemaining()) {
      channel.write(entry);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
