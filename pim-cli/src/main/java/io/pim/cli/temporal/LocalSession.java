package io.pim.cli.temporal;

import io.pim.cli.temporal.TemporalAccess.Session;
import io.pim.model.files.PimFolders;
import io.pim.tools.process.ProcessIdentity;
import io.pim.worker.connection.ServerState;
import io.pim.worker.connection.ServiceAddress;
import io.pim.worker.connection.TemporalConnection;
import io.temporal.client.WorkflowClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** A connection to PIM's own server, which may be replaced by another process at any moment. */
final class LocalSession implements Session, OwnService {
  /** Long, because the server's process runs, and answers late on a busy host. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);

  private final PimFolders folders;
  private final LocalService service;
  private final Function<Consumer<String>, LocalService> serviceWith;
  private TemporalConnection connection;
  private Optional<ProcessIdentity> server;

  /**
   * Connects.
   *
   * @param serviceWith makes the same service with another receiver for its notices
   */
  LocalSession(
      PimFolders folders,
      LocalService service,
      Function<Consumer<String>, LocalService> serviceWith,
      ServiceAddress address) {
    this.folders = folders;
    this.service = service;
    this.serviceWith = serviceWith;
    this.server = service.runningServer().map(ServerState::process);
    this.connection = TemporalConnection.open(address, folders, ANSWER_LIMIT);
  }

  @Override
  public WorkflowClient client() {
    return connection.client();
  }

  @Override
  public String address() {
    return connection.address().toString();
  }

  @Override
  public Optional<OwnService> own() {
    return Optional.of(this);
  }

  @Override
  public Optional<ServiceLoss> loss() {
    return service.loss();
  }

  @Override
  public List<ProcessIdentity> processes() {
    return service.processes();
  }

  @Override
  public boolean isStopped() {
    return service.isStopped();
  }

  @Override
  public void startAgain(Consumer<String> say) throws InterruptedException {
    serviceWith.apply(say).startAgain();
  }

  @Override
  public void follow() {
    Optional<ServerState> running = service.runningServer();
    if (running.isPresent() && !running.map(ServerState::process).equals(server)) {
      // A new connection: the old one could wait long before it tries again, or stay with the old
      // port.
      TemporalConnection next =
          TemporalConnection.open(ServiceAddress.local(running.get()), folders, ANSWER_LIMIT);
      connection.close();
      connection = next;
      server = running.map(ServerState::process);
    }
  }

  @Override
  public void close() {
    connection.close();
  }
}
