package io.pim.workflows.message;

import io.pim.model.files.Names;

/**
 * Whether a host accepts new builds: an order, and the state after it.
 *
 * @param drained whether the host accepts no new builds; it finishes those that it has
 */
public record HostOrder(String hostId, boolean drained) {
  public HostOrder {
    Names.requirePlain(hostId);
  }
}
