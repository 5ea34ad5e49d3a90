package io.pim.tools.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Reads one of a process's streams to its end, on its own thread. */
final class StreamCapture {
  private static final int CHARACTERS = 8192;

  private final Consumer<CharSequence> taker;
  private final Thread thread;

  /** Do not read the captured text before the thread has {@linkplain #hasEnded ended}. */
  StreamCapture(InputStream stream, String name, Consumer<CharSequence> taker) {
    this.taker = taker;
    thread = new Thread(() -> read(stream), name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Waits for the end of the stream. A child that was left behind may keep it open. */
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
      // When the process is killed, the stream is closed while it is read: the output has ended.
      return;
    }
  }
}
