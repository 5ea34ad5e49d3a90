package io.pim.cli.temporal;

import io.pim.worker.connection.ServerState;
import io.pim.worker.connection.ServiceAddress;
import java.time.Instant;
import java.util.Optional;

/**
 * The parts of the service that run on this host.
 *
 * @param pim the version of this PIM
 * @param address of the Temporal service that builds would use now; empty while there is none
 * @param namespace of that service
 * @param shared whether that service is not PIM's own, so that PIM neither starts nor stops it
 * @param server PIM's own Temporal server, if it runs
 * @param worker this host's worker, if PIM runs it in the background
 */
public record ServiceStatus(
    String pim,
    Optional<String> address,
    Optional<String> namespace,
    boolean shared,
    Optional<Server> server,
    Optional<Worker> worker) {

  /**
   * PIM's own Temporal server.
   *
   * @param version the server's version
   * @param log the file with its output
   */
  public record Server(
      long pid,
      Instant since,
      String version,
      int port,
      Optional<String> ui,
      boolean inMemory,
      boolean answers,
      String log) {}

  /**
   * This host's worker.
   *
   * @param version the version of its PIM
   * @param current whether its PIM is this one, and its service the current one
   * @param ready whether it accepts work
   * @param log the file with its output
   */
  public record Worker(
      long pid,
      Instant since,
      String version,
      boolean current,
      boolean ready,
      Optional<String> hostId,
      String service,
      String log) {}

  static Server of(ServerState state, boolean answers, String log) {
    return new Server(
        state.process().pid(),
        state.process().startedAt(),
        state.version().orElse(""),
        state.port(),
        state.uiUrl(),
        state.inMemory(),
        answers,
        log);
  }

  static Worker of(WorkerState state, boolean current, String log) {
    return new Worker(
        state.process().pid(),
        state.process().startedAt(),
        state.version(),
        current,
        state.isUp(),
        state.hostId(),
        state.service(),
        log);
  }

  static ServiceStatus of(
      DistributionInfo distribution,
      Optional<ServiceAddress> address,
      Optional<Server> server,
      Optional<Worker> worker) {
    return new ServiceStatus(
        distribution.version(),
        address.map(ServiceAddress::target),
        address.map(ServiceAddress::namespace),
        address.filter(a -> !a.isOwn()).isPresent(),
        server,
        worker);
  }
}
