package io.pim.tools.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * One running command. Pump threads move bytes between the channel and a short queue; the thread
 * that runs the command empties the queue. So limits, interrupts and callbacks belong to that
 * thread, and a slow sink slows down the guest instead of filling memory.
 */
final class RunningCommand implements AutoCloseable {
  private static final int CHUNK_BYTES = 32 << 10;
  private static final int QUEUED_CHUNKS = 16;
  private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** sshj does not report when the window grows, so poll. */
  private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private sealed interface Event {}

  @SuppressWarnings("ArrayRecordComponent") // Passed on, never compared.
  private record Chunk(boolean error, byte[] bytes) implements Event {}

  private record StreamEnd() implements Event {}

  private record Broken(IOException cause) implements Event {}

  private final CommandChannel command;
  private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(QUEUED_CHUNKS);
  private volatile boolean closed;
  private int open = 2;

  RunningCommand(CommandChannel command, InputStream stdin, ExecutorService pumps) {
    this.command = command;
    pumps.execute(() -> pumpOut(command.stdout(), false));
    pumps.execute(() -> pumpOut(command.stderr(), true));
    pumps.execute(() -> pumpIn(stdin));
  }

  /** Whether it runs, as far as this end knows. */
  boolean isRunning() {
    return command.isOpen();
  }

  /**
   * Handles the command until it ends or has answered.
   *
   * @param answered asked after each piece of output
   * @return the exit status; empty if the command has answered and may continue
   */
  Optional<ExitStatus> follow(CommandListener listener, BooleanSupplier answered, Duration limit)
      throws IOException, InterruptedException, CommandOverdueException {
    long start = System.nanoTime();
    long nextTick = start + TICK_NANOS;
    while (open > 0) {
      if (answered.getAsBoolean()) {
        return Optional.empty();
      }
      if (closed) {
        throw new IOException("the connection was closed on this side");
      }
      long now = System.nanoTime();
      if (now - start >= limit.toNanos()) {
        throw new CommandOverdueException();
      }
      if (now >= nextTick) {
        listener.tick().run();
        nextTick = now + TICK_NANOS;
      }
      Event event = events.poll(TICK_NANOS, TimeUnit.NANOSECONDS);
      if (event instanceof Chunk chunk) {
        (chunk.error() ? listener.stderr() : listener.stdout()).accept(chunk.bytes());
      } else if (event instanceof Broken broken) {
        throw broken.cause();
      } else if (event instanceof StreamEnd) {
        open--;
      }
    }
    long remaining = limit.toNanos() - (System.nanoTime() - start);
    return Optional.of(command.status(Math.max(1, remaining)));
  }

  private void pumpOut(InputStream from, boolean error) {
    byte[] buffer = new byte[CHUNK_BYTES];
    try {
      for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
        put(new Chunk(error, Arrays.copyOf(buffer, n)));
      }
      put(new StreamEnd());
    } catch (IOException e) {
      put(new Broken(e));
    }
  }

  /**
   * Sends the input. A command may end without reading all of it; only an error of the source is a
   * failure.
   */
  private void pumpIn(InputStream stdin) {
    byte[] buffer = new byte[CHUNK_BYTES];
    try (OutputStream to = command.stdin()) {
      for (int n = read(stdin, buffer); n >= 0; n = read(stdin, buffer)) {
        int sent = 0;
        while (sent < n && awaitWindow()) {
          int fitting = (int) Math.min(n - sent, command.room());
          to.write(buffer, sent, fitting);
          to.flush();
          sent += fitting;
        }
      }
    } catch (IOException e) {
      if (command.isOpen()) {
        put(new Broken(e));
      }
    }
  }

  /**
   * Waits until the server accepts input. The stream must not do that: it would hold its lock, and
   * sshj's reader needs the lock when the command ends. Then nobody would read from the connection.
   *
   * @return false if the command has ended
   */
  private boolean awaitWindow() {
    while (!closed && command.isOpen() && command.room() == 0) {
      LockSupport.parkNanos(WINDOW_NANOS);
    }
    return !closed && command.isOpen();
  }

  private int read(InputStream stdin, byte[] buffer) throws IOException {
    return closed || !command.isOpen() ? -1 : stdin.read(buffer);
  }

  private void put(Event event) {
    try {
      while (!closed && !events.offer(event, 1, TimeUnit.SECONDS)) {
        // The queue is full because the sink is slow. Check again whether the reader is still
        // there.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the pumps; the owner closes the channel. */
  @Override
  public void close() {
    closed = true;
    events.clear();
  }
}
