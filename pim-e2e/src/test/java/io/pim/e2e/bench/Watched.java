package io.pim.e2e.bench;

import io.pim.e2e.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** Records, on a separate thread, when a text first appears in a file of another program. */
final class Watched {
  private final Path file;
  private final String text;
  private final CompletableFuture<Instant> seen = new CompletableFuture<>();

  private Watched(Path file, String text) {
    this.file = file;
    this.text = text;
  }

  /**
   * Starts to watch.
   *
   * @param alive whether the text may still appear
   */
  static Watched forText(Path file, String text, Duration limit, Supplier<Boolean> alive) {
    Watched watched = new Watched(file, text);
    Thread thread = new Thread(() -> watched.watch(limit, alive), "watch " + file.getFileName());
    thread.setDaemon(true);
    thread.start();
    return watched;
  }

  private void watch(Duration limit, Supplier<Boolean> alive) {
    try {
      Waiting.closely(
          limit, () -> has(file, text), alive, () -> "'" + text + "' is not in " + file);
      seen.complete(Instant.now());
    } catch (Exception | AssertionError e) {
      seen.completeExceptionally(e);
    }
  }

  static boolean has(Path file, String text) throws IOException {
    return Files.exists(file) && Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
  }

  /** The time of the text. Waits until the text appears, or can no longer appear. */
  Instant at() throws IOException, InterruptedException {
    try {
      return seen.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e);
    }
  }
}
