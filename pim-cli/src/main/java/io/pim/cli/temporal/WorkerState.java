package io.pim.cli.temporal;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.pim.tools.process.ProcessIdentity;
import io.pim.worker.connection.ServiceAddress;
import java.util.Optional;

/**
 * The worker in the background, as stored in {@code worker.json}.
 *
 * @param version the version of its PIM
 * @param buildId the build of its PIM
 * @param service the address and namespace of its Temporal service
 * @param hostId the id of this host; empty until the worker accepts work
 * @param shared whether that service is not PIM's own; false in files of an older PIM
 */
public record WorkerState(
    ProcessIdentity process,
    String version,
    String buildId,
    String service,
    Optional<String> hostId,
    boolean shared) {

  /** Whether the process runs and accepts work. */
  @JsonIgnore
  public boolean isUp() {
    return hostId.isPresent() && process.isAlive();
  }

  /** Whether this PIM would start the same worker for that service. */
  boolean fits(DistributionInfo distribution, ServiceAddress address) {
    return buildId.equals(distribution.buildId()) && service.equals(address.toString());
  }

  /** Whether it works for a shared service that is not the one at an address. */
  boolean isOfAnotherService(ServiceAddress address) {
    return shared && !service.equals(address.toString());
  }

  WorkerState ready(String itsHostId) {
    return new WorkerState(process, version, buildId, service, Optional.of(itsHostId), shared);
  }
}
