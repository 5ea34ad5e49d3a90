package io.pim.cli.worker.install;

import java.util.List;
import java.util.Optional;

/**
 * The work that the Temporal service has for a host.
 *
 * @param builds that run on the host, including those that only push their image to the store
 * @param deployments that run on the host
 * @param held the ids of builds that a person must retry or abort, and whose layers the host has
 * @param silence why the service does not say; empty if it does
 */
public record HostWork(
    List<Run> builds, List<Run> deployments, List<String> held, Optional<String> silence) {
  /** A host that has never taken work. */
  static final HostWork NONE = new HostWork(List.of(), List.of(), List.of(), Optional.empty());

  public HostWork {
    builds = List.copyOf(builds);
    deployments = List.copyOf(deployments);
    held = List.copyOf(held);
  }

  /** The service does not answer, or refuses. */
  public static HostWork unknown(String why) {
    return new HostWork(List.of(), List.of(), List.of(), Optional.of(why));
  }

  /**
   * A build or a deployment.
   *
   * @param step the current step; empty between two steps
   */
  public record Run(String id, String workflowId, String step) {
    String line(String noun) {
      return noun + " " + id + (step.isEmpty() ? "" : ": " + step);
    }
  }

  /** Asks the service. */
  public interface Source {
    /** The work of the host with this id, whose worker has this layout. */
    HostWork of(Layout layout, String hostId);
  }
}
