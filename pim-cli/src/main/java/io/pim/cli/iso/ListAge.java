package io.pim.cli.iso;

import io.pim.cli.output.ForPeople;
import io.pim.cli.plan.ChecksumLists;
import io.pim.model.iso.IsoEntry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The age of the checksum list that the digest of an ISO is from. */
record ListAge(ChecksumLists lists, Clock clock) {
  /** A list of this age was fetched by the same command, or just before it. */
  private static final Duration NEW = Duration.ofMinutes(1);

  /** The age in words; empty if the digest is from no list that was kept. */
  Optional<String> of(IsoEntry entry) {
    Instant now = clock.instant();
    return lists
        .keptAt(entry)
        .filter(at -> at.isBefore(now.minus(NEW)))
        .map(
            at ->
                "the checksum is from the list that was fetched "
                    + ForPeople.ago(at, now)
                    + ", "
                    + ForPeople.time(at));
  }
}
