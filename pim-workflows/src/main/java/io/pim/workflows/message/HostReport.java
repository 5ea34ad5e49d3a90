package io.pim.workflows.message;

import io.pim.model.unit.Architecture;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a host says about itself every few seconds.
 *
 * @param accelerator such as {@code kvm}, for guests of the host's own architecture; empty if it is
 *     not known, as without QEMU
 * @param pimVersion of the worker
 * @param slots the number of machines that may run at a time
 * @param builds the ids of the builds that hold a slot
 * @param drainedSince since when the host accepts no new builds; empty if it accepts them
 * @param at the time of the report by the host's clock
 */
public record HostReport(
    String hostId,
    Architecture architecture,
    String accelerator,
    String pimVersion,
    int slots,
    List<String> builds,
    Optional<Instant> drainedSince,
    Instant at) {
  public HostReport {
    builds = List.copyOf(builds);
  }
}
