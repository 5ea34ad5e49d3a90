package io.pim.model.config;

import java.util.Optional;

/**
 * What a worker on this host takes on.
 *
 * @param vmSlots how many virtual machines may run at a time; empty for as many as processors allow
 * @param hostId this host's stable id; empty for the one PIM makes on first use
 */
public record WorkerSettings(Optional<Integer> vmSlots, Optional<String> hostId) {
  static WorkerSettings of(ConfigMap worker) {
    return new WorkerSettings(
        worker.get("vm_slots", Rules.integer(1, 64)), worker.get("host_id", Rules.NAME));
  }

  /** The slots on a host with so many processors: one for two, and at least one. */
  public int slotsFor(int processors) {
    return vmSlots.orElse(Math.max(1, processors / 2));
  }
}
