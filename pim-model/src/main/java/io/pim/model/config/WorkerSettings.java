package io.pim.model.config;

import io.pim.model.unit.ListenAddress;
import java.util.Optional;

/**
 * How much work the worker of this host accepts.
 *
 * @param vmSlots the number of virtual machines that may run at once; empty to derive it from the
 *     processors
 * @param hostId this host's stable id; empty for an id that PIM generates on first use
 * @param metrics where the worker serves its metrics; empty to measure and serve nothing
 */
public record WorkerSettings(
    Optional<Integer> vmSlots, Optional<String> hostId, Optional<ListenAddress> metrics) {
  static WorkerSettings of(ConfigMap worker) {
    return new WorkerSettings(
        worker.get("vm_slots", Rules.integer(1, 64)),
        worker.get("host_id", Rules.NAME),
        worker.get("metrics", Rules.LISTEN_ADDRESS));
  }

  /** The default number of slots: one for every two processors, at least one. */
  public int slotsFor(int processors) {
    return vmSlots.orElse(Math.max(1, processors / 2));
  }
}
