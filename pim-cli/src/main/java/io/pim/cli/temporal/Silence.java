package io.pim.cli.temporal;

import io.pim.cli.temporal.TemporalAccess.Session;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Consumer;

/** A period in which a service does not answer: prints messages about it, and limits it. */
final class Silence {
  /** The limit when PIM's own server runs but does not answer; waiting longer would not help. */
  static final Duration OWN_LIMIT = Duration.ofMinutes(1);

  static final Duration REMINDER = Duration.ofMinutes(1);
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

  private final Session session;
  private final Clock clock;
  private final Consumer<String> say;
  private Optional<Instant> since = Optional.empty();
  private Instant lastSaid = Instant.EPOCH;

  Silence(Session session, Clock clock, Consumer<String> say) {
    this.session = session;
    this.clock = clock;
    this.say = say;
  }

  /** Records an answer. */
  void ends() {
    if (since.isPresent()) {
      since = Optional.empty();
      lastSaid = Instant.EPOCH;
      say.accept("the Temporal service answers again");
    }
  }

  /**
   * Records another missing answer.
   *
   * @throws RuntimeException the failure, when waiting is useless
   */
  void goesOn(RuntimeException failure) {
    Instant now = clock.instant();
    Instant start = since.orElse(now);
    since = Optional.of(start);
    Optional<OwnService> own = session.own();
    boolean stopped = own.filter(OwnService::isStopped).isPresent();
    if (own.isPresent() && !stopped && Duration.between(start, now).compareTo(OWN_LIMIT) > 0) {
      throw failure;
    }
    if (Duration.between(lastSaid, now).compareTo(REMINDER) >= 0) {
      lastSaid = now;
      say.accept(
          stopped
              ? "the local service was stopped (pim down); waiting for pim up"
              : "no answer from "
                  + session.address()
                  + " since "
                  + CLOCK.format(start)
                  + "; still trying");
    }
  }
}
