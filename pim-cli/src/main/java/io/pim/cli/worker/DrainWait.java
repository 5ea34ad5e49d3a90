package io.pim.cli.worker;

import io.pim.cli.client.HostRow;
import io.pim.cli.client.HostState;
import io.pim.cli.temporal.ServiceKeeper;
import io.pim.cli.temporal.TemporalAccess.Session;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Waits until a drained host has no build. That may take hours, in which the service may go away
 * and come back, and the host's worker may restart.
 */
final class DrainWait {
  /**
   * The time in which a host is expected to report again. After an outage of the service, all hosts
   * look silent until their workers have connected again.
   */
  static final Duration RETURN = Duration.ofMinutes(2);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final Supplier<Seen> host;
  private final Clock clock;
  private final ServiceKeeper keeper;
  private Optional<Instant> silentSince = Optional.empty();

  /**
   * A wait for one host.
   *
   * @param host asks the service
   * @param say receives each outage of the service and its end, a line each
   */
  DrainWait(Supplier<Seen> host, Session session, Clock clock, Consumer<String> say) {
    this.host = host;
    this.clock = clock;
    this.keeper = new ServiceKeeper(session, clock, say);
  }

  /**
   * A host by an answer of the service.
   *
   * @param builds that run on it, for people; empty if there are none
   */
  record Seen(HostRow row, String builds) {}

  /** Waits until the host has no build, takes builds again, or was silent for {@link #RETURN}. */
  Seen await() {
    Optional<Seen> end = look();
    while (end.isEmpty()) {
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
      end = look();
    }
    return end.get();
  }

  /** The host if the wait ends with this look. */
  Optional<Seen> look() {
    if (!keeper.check()) {
      silentSince = Optional.empty();
      return Optional.empty();
    }
    try {
      Seen seen = host.get();
      keeper.serviceAnswered();
      keeper.answered(seen.builds());
      return Optional.of(seen).filter(this::isEnd);
    } catch (RuntimeException e) {
      keeper.missed(e);
      silentSince = Optional.empty();
      return Optional.empty();
    }
  }

  private boolean isEnd(Seen seen) {
    if (!seen.row().isHere()) {
      Instant now = clock.instant();
      Instant since = silentSince.orElse(now);
      silentSince = Optional.of(since);
      return Duration.between(since, now).compareTo(RETURN) >= 0;
    }
    silentSince = Optional.empty();
    return !seen.row().isDrained()
        || (seen.row().state() != HostState.DRAINING && seen.builds().isEmpty());
  }
}
