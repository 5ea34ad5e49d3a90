package io.pim.workflows.queue;

import io.pim.model.unit.Architecture;
import java.util.Optional;

/** The names of PIM's task queues. */
public final class TaskQueues {
  /** The queue of workflows. */
  public static final String WORKFLOWS = "pim";

  /** The queue on which builds of an older PIM register their images. */
  public static final String CONTROL = "pim-control";

  private static final String HOST_CLAIMS = "pim-claim-";

  private TaskQueues() {}

  /** The queue on which hosts of an architecture with a free VM slot accept builds. */
  public static String architecture(Architecture architecture) {
    return "pim-arch-" + architecture.id();
  }

  /** The queue on which one host, while it has a free VM slot, accepts builds that name it. */
  public static String claims(String hostId) {
    return HOST_CLAIMS + hostId;
  }

  /** The host whose claim queue this is; empty for any other queue. */
  public static Optional<String> hostOfClaims(String queue) {
    return queue.startsWith(HOST_CLAIMS)
        ? Optional.of(queue.substring(HOST_CLAIMS.length()))
        : Optional.empty();
  }

  /** The queue of a host's own workflow and of its activities; only that host polls it. */
  public static String record(String hostId) {
    return "pim-record-" + hostId;
  }

  /** The queue for everything that touches the disk of one host. */
  public static String host(String hostId) {
    return "pim-host-" + hostId;
  }
}
