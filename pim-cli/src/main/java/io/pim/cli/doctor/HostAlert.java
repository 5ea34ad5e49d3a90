package io.pim.cli.doctor;

import io.pim.cli.client.HostRow;
import io.pim.cli.output.ForPeople;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The problems of one host.
 *
 * @param version of this PIM
 */
record HostAlert(HostRow host, String version, Instant now) {
  private static final Duration AWAY = Duration.ofDays(1);
  private static final Duration FORGOTTEN = Duration.ofDays(7);
  private static final Pattern RELEASE = Pattern.compile("(\\d+)\\.(\\d+).*");

  /** Hosts work together over one release: with this difference of the second number. */
  private static final int RELEASES_APART = 1;

  record Alert(String what, String todo) {}

  /** The most serious problem; empty if there is none. */
  Optional<Alert> finding() {
    return away().or(this::otherVersion).or(this::forgotten);
  }

  private Optional<Alert> away() {
    return host.lastSeen()
        .filter(seen -> seen.plus(AWAY).isBefore(now))
        .map(
            seen ->
                new Alert(
                    "host " + host.hostId() + " was last seen " + ForPeople.ago(seen, now),
                    "start its worker, or remove the host: pim worker rm " + host.hostId()));
  }

  private Optional<Alert> otherVersion() {
    return isFar(host.pimVersion())
        ? Optional.of(
            new Alert(
                "host " + host.hostId() + " has PIM " + host.pimVersion() + "; this is " + version,
                "install the same PIM on all hosts"))
        : Optional.empty();
  }

  private boolean isFar(String other) {
    Matcher here = RELEASE.matcher(version);
    Matcher there = RELEASE.matcher(other);
    // A version that is not a release, such as a local build, cannot be compared.
    return here.matches()
        && there.matches()
        && (!here.group(1).equals(there.group(1))
            || Math.abs(number(here.group(2)) - number(there.group(2))) > RELEASES_APART);
  }

  /** A number that is too long counts as very new. */
  private static long number(String digits) {
    return digits.length() > 9 ? Long.MAX_VALUE / 2 : Long.parseLong(digits);
  }

  private Optional<Alert> forgotten() {
    return host.drainedSince()
        .filter(since -> since.plus(FORGOTTEN).isBefore(now))
        .map(
            since ->
                new Alert(
                    "host " + host.hostId() + " was drained " + ForPeople.ago(since, now),
                    "pim worker undrain " + host.hostId()));
  }
}
