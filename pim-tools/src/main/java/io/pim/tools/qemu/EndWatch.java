package io.pim.tools.qemu;

import io.pim.tools.qmp.Monitor;
import io.pim.tools.qmp.QmpException;
import io.pim.tools.qmp.RunState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Looks at a machine that is about to end. One that stays connected also hears why it ended, which
 * QEMU says once, to those who listen; others cannot ask it anything meanwhile.
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

  /** The run state, a broken one too; empty when QEMU does not take the question just now. */
  Optional<RunState> look() {
    try {
      return Optional.of(ask(Monitor::queryStatus));
    } catch (IOException e) {
      // It is just ending, stopped, or too busy: the next look will tell.
      return Optional.empty();
    }
  }

  /**
   * Waits until QEMU says that the machine has stopped, or until the limit is over.
   *
   * @return false where nobody listens to QEMU, so that nothing was waited for
   */
  boolean awaitStop(Duration limit) {
    if (connected.isEmpty()) {
      return false;
    }
    try {
      connected.get().awaitStop(limit);
      return true;
    } catch (IOException e) {
      // It has ended, most likely.
      close();
      return false;
    }
  }

  /** Gives QEMU an order. */
  void tell(Order order) throws IOException {
    ask(
        monitor -> {
          order.tell(monitor);
          return monitor;
        });
  }

  /** Why the machine has stopped, in QEMU's word; empty where that was not heard. */
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
      // It is closed either way.
    }
  }

  interface Order {
    void tell(Monitor monitor) throws IOException;
  }

  private interface Question<T> {
    T ask(Monitor monitor) throws IOException;
  }
}
