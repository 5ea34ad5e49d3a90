package io.pim.workflows.message;

import io.pim.model.unit.Architecture;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A host's report about itself, sent every few seconds.
 *
 * @param accelerator such as {@code kvm}, for guests of the host's own architecture; empty if it is
 *     not known, as without QEMU
 * @param pimVersion of the worker
 * @param slots the number of machines that may run at a time
 * @param builds the ids of the builds that hold a slot
 * @param drainedSince since when the host accepts no new builds; empty if it accepts them
 * @param at the time of the report by the host's clock
 * @param machine distinguishes machines with the same id; empty if the system has none, and from a
 *     worker of an older PIM
 */
public record HostReport(
    String hostId,
    Architecture architecture,
    String accelerator,
    String pimVersion,
    int slots,
    List<String> builds,
    Optional<Instant> drainedSince,
    Instant at,
    Optional<String> machine) {
  @SuppressWarnings("OptionalAssignedToNull") // The field is missing in the JSON.
  public HostReport {
    builds = List.copyOf(builds);
    machine = machine == null ? Optional.empty() : machine;
  }

  /** A report of a host whose machine is not known. */
  public HostReport(
      String hostId,
      Architecture architecture,
      String accelerator,
      String pimVersion,
      int slots,
      List<String> builds,
      Optional<Instant> drainedSince,
      Instant at) {
    this(
        hostId,
        architecture,
        accelerator,
        pimVersion,
        slots,
        builds,
        drainedSince,
        at,
        Optional.empty());
  }
}
