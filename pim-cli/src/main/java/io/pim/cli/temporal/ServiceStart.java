package io.pim.cli.temporal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One start of PIM's own service, on another thread, so that Ctrl-C still works meanwhile. It ends
 * with the process; the next pim finds its results.
 */
final class ServiceStart {
  private final Queue<String> notices = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Optional<Exception>> end = new CompletableFuture<>();

  ServiceStart(OwnService service) {
    Thread thread = new Thread(() -> end.complete(run(service)), "start-service");
    thread.setDaemon(true);
    thread.start();
  }

  private Optional<Exception> run(OwnService service) {
    try {
      service.startAgain(notices::add);
      return Optional.empty();
    } catch (RuntimeException | InterruptedException e) {
      return Optional.of(e);
    }
  }

  /** Its messages since the last call. */
  List<String> notices() {
    List<String> lines = new ArrayList<>();
    for (String line = notices.poll(); line != null; line = notices.poll()) {
      lines.add(line);
    }
    return lines;
  }

  boolean isDone() {
    return end.isDone();
  }

  /** The reason why it failed; empty when it did not. */
  Optional<Exception> failure() {
    return end.getNow(Optional.empty());
  }
}
