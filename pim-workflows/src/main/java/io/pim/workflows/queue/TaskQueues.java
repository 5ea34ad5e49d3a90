package io.pim.workflows.queue;

import io.pim.model.unit.Architecture;

/** The names of PIM's task queues. */
public final class TaskQueues {
  /** Workflows. */
  public static final String WORKFLOWS = "pim";

  /** The registry, and deployment. */
  public static final String CONTROL = "pim-control";

  private TaskQueues() {}

  /** Where hosts of an architecture with a free VM slot wait for builds to claim. */
  public static String architecture(Architecture architecture) {
    return "pim-arch-" + architecture.id();
  }

  /** Everything that touches the disk of one host. */
  public static String host(String hostId) {
    return "pim-host-" + hostId;
  }
}
