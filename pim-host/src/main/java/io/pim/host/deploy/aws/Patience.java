package io.pim.host.deploy.aws;

import io.pim.host.deploy.DeployContext;
import io.pim.tools.process.Pause;
import java.time.Duration;
import java.util.Optional;

/** Waits for AWS: for work that it does, and for results that it does not list yet. */
final class Patience {
  /** Two minutes: AWS lists a new resource within that time. */
  static final int LOOKS = 24;

  private static final Duration BETWEEN = Duration.ofSeconds(5);

  private final Pause pause;

  Patience(Pause pause) {
    this.pause = pause;
  }

  /** Asks AWS. */
  @FunctionalInterface
  interface Look<T> {
    Optional<T> look() throws InterruptedException;
  }

  /** Asks until there is a result; empty if there is none for too long. */
  <T> Optional<T> find(DeployContext context, String what, Look<T> look)
      throws InterruptedException {
    Optional<T> found = look.look();
    for (int looks = 1; found.isEmpty() && looks < LOOKS; looks++) {
      rest(context, "looking for " + what);
      found = look.look();
    }
    return found;
  }

  /** The number of pauses in a period. */
  static long restsIn(Duration time) {
    return Math.max(1, time.dividedBy(BETWEEN));
  }

  void rest(DeployContext context, String line) throws InterruptedException {
    context.progress().line(line);
    pause.rest(BETWEEN);
  }
}
