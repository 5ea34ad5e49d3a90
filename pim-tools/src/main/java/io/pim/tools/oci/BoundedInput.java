package io.pim.tools.oci;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The first bytes of another input. */
final class BoundedInput extends FilterInputStream {
  private long left;

  BoundedInput(InputStream in, long length) {
    super(in);
    this.left = length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (left == 0) {
      return -1;
    }
    int n = in.read(to, offset, (int) Math.min(length, left));
    left -= Math.max(0, n);
    return n;
  }
}
