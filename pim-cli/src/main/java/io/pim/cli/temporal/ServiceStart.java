package io.pim.cli.temporal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One start of PIM's own service, beside the watching: a person who presses Ctrl-C meanwhile is
 * heard. It ends with the process, and the next pim finds what it has left.
 */
final class ServiceStart {
  private final Queue<String> said = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Optional<Exception>> end = new CompletableFuture<>();

  ServiceStart(OwnService service) {
    Thread thread = new Thread(() -> end.complete(run(service)), "start-service");
    thread.setDaemon(true);
    thread.start();
  }

  private Optional<Exception> run(OwnService service) {
    try {
      service.startAgain(said::add);
      return Optional.empty();
    } catch (RuntimeException | InterruptedException e) {
      return Optional.of(e);
    }
  }

  /** What it has said since this was last asked. */
  List<String> said() {
    List<String> lines = new ArrayList<>();
    for (String line = said.poll(); line != null; line = said.poll()) {
      lines.add(line);
    }
    return lines;
  }

  boolean isDone() {
    return end.isDone();
  }

  /** Why it failed; empty where it did not. */
  Optional<Exception> failure() {
    return end.getNow(Optional.empty());
  }
}
