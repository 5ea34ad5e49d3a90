package io.pim.tools.aws;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The memory of an upload's blocks. A later block reuses the memory of a block that was sent, so an
 * upload needs only as much memory as it sends at once, whatever the size of the disk. New memory
 * for each block would fill the worker's heap to its limit.
 */
final class BlockMemory {
  private final Deque<byte[]> free = new ArrayDeque<>();
  private int allocated;

  /** Returns memory for one block, with any content. */
  synchronized byte[] take() {
    byte[] bytes = free.poll();
    if (bytes == null) {
      bytes = new byte[Snapshots.BLOCK];
      allocated++;
    }
    return bytes;
  }

  /** The block is no longer in use. */
  synchronized void giveBack(byte[] bytes) {
    free.push(bytes);
  }

  /** The number of blocks for which memory was allocated. */
  synchronized int allocated() {
    return allocated;
  }
}
