package io.pim.cli.build;

import io.pim.cli.output.Terminal;
import io.temporal.client.WorkflowClient;
import java.time.Duration;
import java.util.Optional;

/** Waits for a build that has been told to end. */
public final class BuildEnding {
  private static final Duration INTERVAL = Duration.ofMillis(300);
  private static final int LOOKS_BEFORE_HINT = 10;

  private final BuildObserver observer;
  private final BuildOutcomes outcomes;
  private final BuildQueries queries;
  private final Terminal terminal;
  private final Interrupts interrupts;

  public BuildEnding(WorkflowClient client, Terminal terminal, Interrupts interrupts) {
    this.observer = new BuildObserver(client);
    this.outcomes = new BuildOutcomes(client);
    this.queries = new BuildQueries(client);
    this.terminal = terminal;
    this.interrupts = interrupts;
  }

  /** How it ended; empty where the person did not want to wait for that. */
  public Optional<BuildOutcome> await(BuildRef build) throws InterruptedException {
    InterruptSignal signal = InterruptSignal.to(interrupts);
    try {
      for (int looks = 1; !observer.row(build).state().isEnded(); looks++) {
        if (looks == LOOKS_BEFORE_HINT && queries.status(build).isEmpty()) {
          terminal.err().println("no worker answers for this build; start one: pim up");
        }
        if (interrupts.await(INTERVAL)) {
          return Optional.empty();
        }
      }
      return Optional.of(outcomes.of(build));
    } finally {
      signal.close();
    }
  }
}
