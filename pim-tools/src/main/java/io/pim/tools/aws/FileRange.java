package io.pim.tools.aws;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A part of a file. Each opening reads it from the file again; it is never held in memory. */
final class FileRange implements AutoCloseable {
  private final Path file;
  private final long offset;
  private final long size;
  private final List<InputStream> opened = new ArrayList<>();

  FileRange(Path file, long offset, long size) {
    this.file = file;
    this.offset = offset;
    this.size = size;
  }

  InputStream open() {
    try {
      InputStream in = Files.newInputStream(file);
      opened.add(in);
      in.skipNBytes(offset);
      return new BufferedInputStream(new Bounded(in, size));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    for (InputStream in : opened) {
      in.close();
    }
  }

  /** Ends before the end of the file. */
  private static final class Bounded extends FilterInputStream {
    private long left;

    Bounded(InputStream in, long size) {
      super(in);
      left = size;
    }

    @Override
    public int read() throws IOException {
      int read = left > 0 ? in.read() : -1;
      left -= read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      if (left <= 0 && length > 0) {
        return -1;
      }
      // An interrupt does not end a write to the network, but this ends the reading.
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("the upload was abandoned");
      }
      int read = in.read(bytes, from, (int) Math.min(length, left));
      left -= Math.max(0, read);
      return read;
    }

    @Override
    public long skip(long count) throws IOException {
      long skipped = in.skip(Math.min(count, left));
      left -= skipped;
      return skipped;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
