package io.pim.tools.aws;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The memory of an upload's blocks. The memory of a block that was sent takes a later one, so an
 * upload needs as much as it sends at once, whatever the size of the disk. New memory for each
 * block would fill the worker's heap to its limit.
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

  /** Nobody uses the block any more. */
  synchronized void giveBack(byte[] bytes) {
    free.push(bytes);
  }

  /** The number of blocks that there is memory for. */
  synchronized int allocated() {
    return allocated;
  }
}
