package io.pim.tools.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** An input that waits for more until it is closed. */
final class GrowingInput extends InputStream {
  private static final byte[] END = {};

  private final BlockingQueue<byte[]> added = new LinkedBlockingQueue<>();
  private byte[] current = {};
  private int next;
  private boolean ended;

  void add(byte[] bytes) {
    if (bytes.length > 0) {
      added.add(bytes);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (next == current.length) {
      if (ended) {
        return -1;
      }
      current = take();
      next = 0;
      ended = current == END;
    }
    int n = Math.min(length, current.length - next);
    System.arraycopy(current, next, to, offset, n);
    next += n;
    return n;
  }

  private byte[] take() throws IOException {
    try {
      return added.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }

  @Override
  public void close() {
    added.add(END);
  }
}
