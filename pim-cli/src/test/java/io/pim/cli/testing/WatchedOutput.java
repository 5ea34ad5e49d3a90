package io.pim.cli.testing;

import java.io.StringWriter;
import java.time.Duration;

/** The output of a command, for tests that wait for a text in it. */
public final class WatchedOutput extends StringWriter {
  private static final Duration LIMIT = Duration.ofSeconds(100);

  @Override
  public void write(int c) {
    synchronized (getBuffer()) {
      super.write(c);
      getBuffer().notifyAll();
    }
  }

  @Override
  public void write(char[] text, int offset, int length) {
    synchronized (getBuffer()) {
      super.write(text, offset, length);
      getBuffer().notifyAll();
    }
  }

  @Override
  public void write(String text) {
    synchronized (getBuffer()) {
      super.write(text);
      getBuffer().notifyAll();
    }
  }

  @Override
  public void write(String text, int offset, int length) {
    synchronized (getBuffer()) {
      super.write(text, offset, length);
      getBuffer().notifyAll();
    }
  }

  public void await(String words) throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    synchronized (getBuffer()) {
      while (getBuffer().indexOf(words) < 0) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          throw new AssertionError("never printed '" + words + "', but:\n" + getBuffer());
        }
        getBuffer().wait(Math.max(1, left / 1_000_000));
      }
    }
  }
}
