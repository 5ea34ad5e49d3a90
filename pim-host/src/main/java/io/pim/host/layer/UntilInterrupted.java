package io.pim.host.layer;

import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.function.LongConsumer;

/** Ends the reading of a file when its thread is interrupted, which reads do not notice. */
final class UntilInterrupted implements LongConsumer {
  @Override
  public void accept(long bytes) {
    if (Thread.currentThread().isInterrupted()) {
      throw new UncheckedIOException(new InterruptedIOException("interrupted while reading"));
    }
  }
}
