package io.pim.workflows.queue;

import io.pim.model.unit.Architecture;
import java.util.Optional;

/** The names of PIM's task queues. */
public final class TaskQueues {
  /** Workflows. */
  public static final String WORKFLOWS = "pim";

  /** The registry, and deployment. */
  public static final String CONTROL = "pim-control";

  private static final String HOST_CLAIMS = "pim-claim-";

  private TaskQueues() {}

  /** Where hosts of an architecture with a free VM slot wait for builds to claim. */
  public static String architecture(Architecture architecture) {
    return "pim-arch-" + architecture.id();
  }

  /** Where one host waits, while it has a free VM slot, for builds that ask for it by name. */
  public static String claims(String hostId) {
    return HOST_CLAIMS + hostId;
  }

  /** The host whose claims a queue is for; empty for every other queue. */
  public static Optional<String> hostOfClaims(String queue) {
    return queue.startsWith(HOST_CLAIMS)
        ? Optional.of(queue.substring(HOST_CLAIMS.length()))
        : Optional.empty();
  }

  /** Everything that touches the disk of one host. */
  public static String host(String hostId) {
    return "pim-host-" + hostId;
  }
}
