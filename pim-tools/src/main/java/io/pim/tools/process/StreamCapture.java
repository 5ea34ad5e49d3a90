package io.pim.tools.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Reads one of a process's streams to its end, on a thread of its own. */
final class StreamCapture {
  private static final int CHARACTERS = 8192;

  private final Consumer<CharSequence> taker;
  private final Thread thread;

  /** Nothing that is taken may be read before the thread has {@linkplain #hasEnded ended}. */
  StreamCapture(InputStream stream, String name, Consumer<CharSequence> taker) {
    this.taker = taker;
    thread = new Thread(() -> read(stream), name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Waits for the stream's end. A child that was left behind may hold it open. */
  boolean hasEnded(Deadline deadline) throws InterruptedException {
    thread.join(Math.max(1, deadline.remaining().toMillis()));
    return !thread.isAlive();
  }

  private void read(InputStream stream) {
    char[] buffer = new char[CHARACTERS];
    try (Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
      for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
        taker.accept(CharBuffer.wrap(buffer, 0, n));
      }
    } catch (IOException e) {
      // The stream is closed under the reader when the process is killed: that is its end.
      return;
    }
  }
}
