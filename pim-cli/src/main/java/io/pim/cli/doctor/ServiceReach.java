package io.pim.cli.doctor;

import io.pim.cli.temporal.LocalService;
import io.pim.cli.temporal.ServiceStatus;
import io.pim.model.failure.BuildFailure;
import io.pim.worker.connection.ServiceAddress;
import io.pim.worker.connection.TemporalConnection;
import java.time.Duration;
import java.util.Optional;

/** The connection to the Temporal service that builds would use now; made once for all checks. */
final class ServiceReach implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMillis(2500);

  private final LocalService service;
  private Optional<TemporalConnection> connection = Optional.empty();
  private Optional<BuildFailure> failure = Optional.empty();
  private boolean closed;

  ServiceReach(LocalService service) {
    this.service = service;
  }

  ServiceStatus status() {
    return service.status();
  }

  /** The address; empty when PIM's own server would be used and is down. */
  Optional<ServiceAddress> address() {
    return service.shared().or(() -> service.runningServer().map(ServiceAddress::local));
  }

  /**
   * The connection; empty when PIM's own server would be used and is down.
   *
   * @throws BuildFailure when the service does not answer
   */
  synchronized Optional<TemporalConnection> connect() {
    if (failure.isPresent()) {
      throw failure.get();
    }
    if (connection.isEmpty() && !closed) {
      try {
        connection = address().map(address -> TemporalConnection.probe(address, LIMIT));
      } catch (BuildFailure e) {
        failure = Optional.of(e);
        throw e;
      }
    }
    return connection;
  }

  @Override
  public synchronized void close() {
    closed = true;
    connection.ifPresent(TemporalConnection::close);
  }
}
