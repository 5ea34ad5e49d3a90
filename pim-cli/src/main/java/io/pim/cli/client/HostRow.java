package io.pim.cli.client;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.pim.worker.connection.HostReports;
import io.pim.workflows.message.HostReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A host as the Temporal service knows it; the JSON of {@code pim worker list -o json}. Everything
 * but id, state and {@code lastSeen} is as of the last report.
 *
 * @param architecture empty if the host has not reported yet
 * @param accelerator such as {@code kvm}; empty if it is not known
 * @param builds the ids of the builds that have a slot there
 * @param pimVersion of the host's worker
 * @param drainedSince empty if the host takes new builds
 * @param lastSeen the time of the last report; empty if there was none
 */
public record HostRow(
    String hostId,
    HostState state,
    String architecture,
    String accelerator,
    int slots,
    int slotsUsed,
    List<String> builds,
    String pimVersion,
    Optional<Instant> drainedSince,
    Optional<Instant> lastSeen) {
  /**
   * Longer than a worker's restart and than the limit for a heartbeat; hosts report every few
   * seconds.
   */
  static final Duration GONE_AFTER = Duration.ofSeconds(40);

  public HostRow {
    builds = List.copyOf(builds);
  }

  /** A host that has started its record and has not reported yet. */
  static HostRow silent(String hostId) {
    return new HostRow(
        hostId, HostState.GONE, "", "", 0, 0, List.of(), "", Optional.empty(), Optional.empty());
  }

  /**
   * A host that has reported.
   *
   * @param now the time by this machine's clock, which may differ from the service's
   */
  static HostRow of(HostReports.Reported reported, Instant now) {
    HostReport report = reported.report();
    return new HostRow(
        report.hostId(),
        state(reported, now),
        report.architecture().id(),
        report.accelerator(),
        report.slots(),
        report.builds().size(),
        report.builds(),
        report.pimVersion(),
        report.drainedSince(),
        Optional.of(reported.lastSeen()));
  }

  private static HostState state(HostReports.Reported reported, Instant now) {
    HostReport report = reported.report();
    Duration apart = Duration.between(reported.lastSeen(), now).abs();
    if (!reported.current() && apart.compareTo(GONE_AFTER) > 0) {
      return HostState.GONE;
    }
    if (report.drainedSince().isPresent()) {
      return report.builds().isEmpty() ? HostState.DRAINED : HostState.DRAINING;
    }
    return report.builds().size() < report.slots() ? HostState.READY : HostState.FULL;
  }

  @JsonIgnore
  public boolean isDrained() {
    return drainedSince.isPresent();
  }

  /** Whether the host has reported lately. */
  @JsonIgnore
  public boolean isHere() {
    return state != HostState.GONE;
  }
}
