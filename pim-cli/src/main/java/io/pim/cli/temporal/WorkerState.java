package io.pim.cli.temporal;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.pim.tools.process.ProcessIdentity;
import io.pim.worker.connection.ServiceAddress;
import java.util.Optional;

/**
 * The worker in the background, as {@code worker.json} holds it.
 *
 * @param version of the PIM it is of
 * @param buildId of the PIM it is of
 * @param service where its Temporal is, and the namespace
 * @param hostId the id of this host; empty until the worker takes work
 */
public record WorkerState(
    ProcessIdentity process,
    String version,
    String buildId,
    String service,
    Optional<String> hostId) {

  /** Whether the process runs and takes work. */
  @JsonIgnore
  public boolean isUp() {
    return hostId.isPresent() && process.isAlive();
  }

  /** Whether it is what this PIM would start for that service. */
  boolean fits(DistributionInfo distribution, ServiceAddress address) {
    return buildId.equals(distribution.buildId()) && service.equals(address.toString());
  }

  WorkerState ready(String itsHostId) {
    return new WorkerState(process, version, buildId, service, Optional.of(itsHostId));
  }
}
