package io.pim.cli.temporal;

import io.pim.worker.connection.TemporalConnection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Loads the classes of a connection to the Temporal service on another thread, while the main one
 * reads command line and configuration. Until it has ended no other thread may use gRPC: two
 * threads that initialize the same classes in different order can wait for each other for ever.
 */
public final class WarmUp {
  private static final Set<String> NOUNS = Set.of("build", "deploy");
  private static final Set<String> VERBS =
      Set.of("run", "list", "show", "watch", "logs", "retry", "abort", "cancel", "rollback", "rm");
  private static final List<String> WORKER = List.of("worker", "run");
  private static final Set<String> WITHOUT_SERVICE = Set.of("-h", "--help", "--dry-run");

  private static volatile Optional<Thread> running = Optional.empty();

  private WarmUp() {}

  /** Starts if these arguments are of a command that will call the service. */
  public static void startFor(List<String> arguments) {
    if (asksTheService(arguments) && Runtime.getRuntime().availableProcessors() > 1) {
      Thread thread = new Thread(TemporalConnection::warmUp, "warm-up");
      thread.setDaemon(true);
      thread.start();
      running = Optional.of(thread);
    }
  }

  static boolean asksTheService(List<String> arguments) {
    return arguments.size() > 1
        && ((NOUNS.contains(arguments.get(0)) && VERBS.contains(arguments.get(1)))
            || arguments.subList(0, 2).equals(WORKER))
        && arguments.stream().noneMatch(WITHOUT_SERVICE::contains);
  }

  /** Waits for its end if it was started. */
  static void await() throws InterruptedException {
    if (running.isPresent()) {
      running.get().join();
    }
  }
}
