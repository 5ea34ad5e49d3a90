package io.pim.tools.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Reads a process's output on its own thread, so that the caller can enforce a limit. When the
 * queue is full, the process blocks, as with any pipe.
 */
final class OutputPump {
  private static final int QUEUED_LINES = 256;
  private static final int LINE_CHARACTERS = 8192;

  private final BlockingQueue<Optional<String>> lines = new ArrayBlockingQueue<>(QUEUED_LINES);
  private final Thread thread;
  private boolean ended;

  OutputPump(InputStream output, String name) {
    thread = new Thread(() -> pump(output), "output of " + name);
    thread.setDaemon(true);
    thread.start();
  }

  /** The next line; empty when none arrives within the limit, or the output has ended. */
  Optional<String> next(Duration limit) throws InterruptedException {
    if (ended) {
      return Optional.empty();
    }
    Optional<String> line = lines.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
    if (line == null) {
      return Optional.empty();
    }
    ended = line.isEmpty();
    return line;
  }

  boolean hasEnded() {
    return ended;
  }

  void stop() {
    thread.interrupt();
  }

  private void pump(InputStream output) {
    try (Reader reader = new InputStreamReader(output, StandardCharsets.UTF_8)) {
      split(reader);
      lines.put(Optional.empty());
    } catch (IOException e) {
      // When the process is killed, the stream is closed while it is read: the output has ended.
      lines.offer(Optional.empty());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void split(Reader reader) throws IOException, InterruptedException {
    char[] buffer = new char[LINE_CHARACTERS];
    StringBuilder line = new StringBuilder();
    for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
      for (int i = 0; i < n; i++) {
        if (buffer[i] == '\n' || buffer[i] == '\r' || line.length() == LINE_CHARACTERS) {
          put(line);
        }
        if (buffer[i] != '\n' && buffer[i] != '\r') {
          line.append(buffer[i]);
        }
      }
    }
    put(line);
  }

  private void put(StringBuilder line) throws InterruptedException {
    if (!line.isEmpty()) {
      lines.put(Optional.of(line.toString()));
      line.setLength(0);
    }
  }

  /** Writes to a process's standard input and closes it, on its own thread. */
  static void feed(Process process, String input) {
    Thread feeder =
        new Thread(
            () -> {
              try (var in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
              } catch (IOException e) {
                // A process may end without reading all of its input; its exit code shows the
                // result.
                if (process.isAlive()) {
                  throw new UncheckedIOException(e);
                }
              }
            },
            "input of process " + process.pid());
    feeder.setDaemon(true);
    feeder.start();
  }
}
