package io.pim.tools.qemu;

import io.pim.tools.qmp.Monitor;
import io.pim.tools.qmp.QmpException;
import io.pim.tools.qmp.RunState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Observes a machine that is about to end. A watch that stays connected also learns why it ended,
 * because QEMU reports that once, to connected clients. Meanwhile nobody else can query QEMU.
 */
final class EndWatch implements AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final Path socket;
  private final boolean staysConnected;
  private Optional<Monitor> connected = Optional.empty();
  private String reason = "";

  EndWatch(Path socket, boolean staysConnected) {
    this.socket = socket;
    this.staysConnected = staysConnected;
  }

  /** The run state, including broken ones; empty if QEMU does not accept a query now. */
  Optional<RunState> look() {
    try {
      return Optional.of(ask(Monitor::queryStatus));
    } catch (IOException e) {
      // QEMU is ending, stopped or too busy. The next check will show it.
      return Optional.empty();
    }
  }

  /**
   * Waits until QEMU reports that the machine has stopped, at most for the limit.
   *
   * @return false at once if there is no connection to QEMU
   */
  boolean awaitStop(Duration limit) {
    if (connected.isEmpty()) {
      return false;
    }
    try {
      connected.get().awaitStop(limit);
      return true;
    } catch (IOException e) {
      // QEMU has most likely ended.
      close();
      return false;
    }
  }

  /** Sends a command to QEMU. */
  void send(Order order) throws IOException {
    ask(
        monitor -> {
          order.send(monitor);
          return monitor;
        });
  }

  /** QEMU's word for the reason why the machine has stopped; empty if it is unknown. */
  String reason() {
    return reason;
  }

  private <T> T ask(Question<T> question) throws IOException {
    if (connected.isEmpty()) {
      connected = Optional.of(Monitor.connect(socket, LOOK));
    }
    Monitor monitor = connected.get();
    boolean answered = false;
    try {
      T answer = question.ask(monitor);
      answered = true;
      return answer;
    } catch (QmpException e) {
      answered = true;
      throw e;
    } finally {
      if (!monitor.shutdownReason().isEmpty()) {
        reason = monitor.shutdownReason();
      }
      if (!answered || !staysConnected) {
        close();
      }
    }
  }

  @Override
  public void close() {
    Optional<Monitor> last = connected;
    connected = Optional.empty();
    last.ifPresent(EndWatch::closeQuietly);
  }

  private static void closeQuietly(Monitor monitor) {
    try {
      monitor.close();
    } catch (IOException e) {
      // The connection is closed all the same.
    }
  }

  interface Order {
    void send(Monitor monitor) throws IOException;
  }

  private interface Question<T> {
    T ask(Monitor monitor) throws IOException;
  }
}
