package io.pim.tools.ssh;

import io.pim.model.files.RuntimeFiles;
import io.pim.tools.process.Deadline;
import io.pim.tools.qmp.ChardevSocket;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A connection to the three ports of {@link ShellPorts}. A guest that hangs keeps them open, so it
 * is asked regularly for a sign of life, as SSH does; after {@link #MOST_UNANSWERED} questions
 * without an answer the connection ends.
 */
final class PortConnection implements CommandChannel, AutoCloseable {
  private static final int MOST_UNANSWERED = 5;
  private static final byte[] QUESTION = {'?', '\n'};
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int CALL_BYTES = 16;

  private final ChardevSocket stdio;
  private final ChardevSocket errors;
  private final ChardevSocket calls;
  private final GrowingInput input = new GrowingInput();
  private final ScheduledExecutorService threads;
  private final AtomicInteger unanswered = new AtomicInteger();
  private volatile boolean open = true;

  private PortConnection(
      String name, ChardevSocket stdio, ChardevSocket errors, ChardevSocket calls) {
    this.stdio = stdio;
    this.errors = errors;
    this.calls = calls;
    this.threads =
        Executors.newScheduledThreadPool(
            5,
            task -> {
              Thread thread = new Thread(task, "pim-ports-" + name);
              thread.setDaemon(true);
              return thread;
            });
  }

  static PortConnection connect(RuntimeFiles files) throws IOException {
    ChardevSocket stdio = ChardevSocket.connect(files.shell());
    try {
      ChardevSocket errors = ChardevSocket.connect(files.shellErrors());
      try {
        ChardevSocket calls = ChardevSocket.connect(files.shellCalls());
        return new PortConnection(files.name(), stdio, errors, calls);
      } catch (IOException e) {
        errors.close();
        throw e;
      }
    } catch (IOException e) {
      stdio.close();
      throw e;
    }
  }

  /**
   * Asks for a shell, and skips everything that comes before its first line.
   *
   * @param questionInterval how often to ask for a sign of life from then on
   * @throws SocketTimeoutException if it does not come by the deadline
   */
  void call(Deadline deadline, Duration questionInterval) throws IOException, InterruptedException {
    byte[] random = new byte[CALL_BYTES];
    RANDOM.nextBytes(random);
    String word = HexFormat.of().formatHex(random) + "\n";
    byte[] line = word.getBytes(StandardCharsets.US_ASCII);
    calls.write(line, line.length);
    CompletableFuture<Void> answered = new CompletableFuture<>();
    threads.execute(
        () -> {
          try {
            skipPast(line);
            answered.complete(null);
          } catch (IOException | RuntimeException e) {
            answered.completeExceptionally(e);
          }
        });
    try {
      answered.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new SocketTimeoutException("nobody in the guest answers on the ports");
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
    threads.execute(this::readAnswers);
    long interval = questionInterval.toMillis();
    var unused =
        threads.scheduleWithFixedDelay(this::ask, interval, interval, TimeUnit.MILLISECONDS);
  }

  /** The word has no repeated beginning, so a mismatch starts again at the current byte. */
  private void skipPast(byte[] word) throws IOException {
    byte[] one = new byte[1];
    int matched = 0;
    while (matched < word.length) {
      if (stdio.read(one) < 0) {
        throw new EOFException("QEMU has closed the port");
      }
      matched = one[0] == word[matched] ? matched + 1 : one[0] == word[0] ? 1 : 0;
    }
  }

  /** The shell that has answered; a thread for each stream serves it. */
  HeldShell shell(GuestConnection guest) {
    RunningCommand running = new RunningCommand(this, input, threads);
    return new HeldShell(guest, running, input, this::close);
  }

  private void readAnswers() {
    byte[] some = new byte[64];
    try {
      while (calls.read(some) > 0) {
        unanswered.set(0);
      }
    } catch (IOException e) {
      // Reported by the streams, which end now.
    }
    close();
  }

  private void ask() {
    try {
      if (unanswered.getAndIncrement() >= MOST_UNANSWERED) {
        close();
      } else {
        calls.write(QUESTION, QUESTION.length);
      }
    } catch (IOException e) {
      close();
    }
  }

  @Override
  public InputStream stdout() {
    return new PortInput(stdio);
  }

  @Override
  public InputStream stderr() {
    return new PortInput(errors);
  }

  @Override
  public OutputStream stdin() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        stdio.write(bytes, offset, length);
      }
    };
  }

  /** Writing to a socket waits by itself. */
  @Override
  public long room() {
    return Integer.MAX_VALUE;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public ExitStatus status(long limitNanos) throws IOException {
    throw new IOException("the guest no longer answers on its ports");
  }

  @Override
  public void close() {
    open = false;
    // No interrupt: the threads end with their streams, and report that first.
    threads.shutdown();
    input.close();
    for (ChardevSocket socket : new ChardevSocket[] {stdio, errors, calls}) {
      try {
        socket.close();
      } catch (IOException e) {
        // It was closed already.
      }
    }
  }

  private static final class PortInput extends InputStream {
    private final ChardevSocket socket;

    PortInput(ChardevSocket socket) {
      this.socket = socket;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      return length == 0 ? 0 : socket.read(to, offset, length);
    }
  }
}
