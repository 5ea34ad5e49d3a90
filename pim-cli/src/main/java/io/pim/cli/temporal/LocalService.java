package io.pim.cli.temporal;

import io.pim.model.config.TemporalSettings;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.PrivateFolders;
import io.pim.model.files.ServiceFolder;
import io.pim.tools.process.ProcessIdentity;
import io.pim.worker.connection.ServerState;
import io.pim.worker.connection.ServiceAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The Temporal service and the worker for builds: the service that the user configured, or PIM's
 * own in the background. PIM's own is started when first needed, and then reused. Several processes
 * may call this at once.
 */
public final class LocalService {
  private static final Duration LOOK = Duration.ofMillis(500);

  private final ServiceFolder files;
  private final Map<String, String> environment;
  private final TemporalSettings settings;
  private final DistributionInfo distribution;
  private final LocalServer server;
  private final LocalWorker worker;
  private final FolderLock lock;
  private final Consumer<String> say;

  LocalService(
      ServiceFolder files,
      Map<String, String> environment,
      TemporalSettings settings,
      DistributionInfo distribution,
      LocalServer server,
      LocalWorker worker,
      Consumer<String> say) {
    this.files = files;
    this.environment = Map.copyOf(environment);
    this.settings = settings;
    this.distribution = distribution;
    this.server = server;
    this.worker = worker;
    this.say = say;
    this.lock = new FolderLock(files.lock(), say, "starting or stopping the service");
  }

  /**
   * A Temporal service for builds; starts PIM's own if that is configured and down.
   *
   * @throws BuildFailure when it cannot be started
   */
  public ServiceAddress ensureServer() throws InterruptedException {
    Optional<ServiceAddress> shared = shared();
    if (shared.isPresent()) {
      return shared.get();
    }
    Optional<ServerState> running = runningServer();
    if (running.isPresent() && !running.get().inMemory()) {
      return ServiceAddress.local(running.get());
    }
    makeFolder();
    return ServiceAddress.local(
        lock.holding(
            () -> {
              StateFiles.remove(files.stopped());
              return server.ensure();
            }));
  }

  /** Has other commands start a worker when they need one, or none on this host. */
  public void wantWorker(boolean wanted) throws InterruptedException {
    makeFolder();
    lock.holding(
        () -> {
          if (wanted) {
            StateFiles.remove(files.withoutWorker());
          } else {
            StateFiles.write(files.withoutWorker(), Map.of());
          }
          return files;
        });
  }

  /** Whether a person wants no worker on this host. */
  public boolean isWithoutWorker() {
    return Files.exists(files.withoutWorker());
  }

  /**
   * The reason why a command must not start a worker for that service unasked: a person wants none,
   * or the one that runs is another service's. Empty if it may, or need not.
   */
  public Optional<String> noWorkerBecause(ServiceAddress address) {
    Optional<WorkerState> running = worker.known().filter(its -> its.process().isAlive());
    if (running.isPresent()) {
      return running
          .filter(its -> its.isOfAnotherService(address))
          .map(
              its ->
                  "the worker of this host works for the Temporal service at "
                      + its.service()
                      + ": builds of "
                      + address
                      + " wait until pim up replaces it");
    }
    return isWithoutWorker()
        ? Optional.of(
            "pim up --no-worker is in effect: builds wait until a worker runs; pim up starts one")
        : Optional.empty();
  }

  /**
   * A worker of this PIM for that service on this host. A worker of another PIM is replaced; its
   * virtual machines continue to run.
   *
   * @throws BuildFailure when it cannot be started
   */
  public WorkerState ensureWorker(ServiceAddress address) throws InterruptedException {
    Optional<WorkerState> running = worker.known().filter(WorkerState::isUp);
    if (running.isPresent() && running.get().fits(distribution, address)) {
      return running.get();
    }
    makeFolder();
    return lock.holding(() -> worker.ensure(address));
  }

  /**
   * The part of PIM's own service that has died. Empty when nothing has, when a person stopped the
   * service, or when the service is not PIM's own.
   */
  public Optional<ServiceLoss> loss() {
    if (shared().isPresent() || isStopped()) {
      return Optional.empty();
    }
    return ServiceLoss.of(files, ServerState.read(files), worker.known(), !isWithoutWorker());
  }

  /** The processes of PIM's own service, which {@link #loss} checks. */
  List<ProcessIdentity> processes() {
    if (shared().isPresent() || isStopped()) {
      return List.of();
    }
    return Stream.concat(serverProcess().stream(), workerProcess().stream()).toList();
  }

  /** Whether a person stopped PIM's own service and has not started it since. */
  public boolean isStopped() {
    return Files.exists(files.stopped());
  }

  /**
   * Starts the missing parts of PIM's own service, and names each process that it replaces. A
   * running worker of any version stays.
   *
   * @throws BuildFailure when it cannot be started
   */
  public void startAgain() throws InterruptedException {
    // Compared by process, because a part may die after the check.
    Optional<ProcessIdentity> oldServer = serverProcess();
    ServiceAddress address = ensureServer();
    if (!address.isOwn()) {
      return;
    }
    sayReplaced("Temporal server", oldServer, serverProcess());
    Optional<ProcessIdentity> oldWorker = workerProcess();
    if (!hasWorker(address.toString()) && noWorkerBecause(address).isEmpty()) {
      ensureWorker(address);
    }
    sayReplaced("worker", oldWorker, workerProcess());
  }

  private void sayReplaced(
      String part, Optional<ProcessIdentity> old, Optional<ProcessIdentity> now) {
    if (old.isPresent() && now.isPresent() && !old.equals(now)) {
      say.accept(
          String.format(
              "Replaced the %s (pid %d) with a new one (pid %d).",
              part, old.get().pid(), now.get().pid()));
    }
  }

  private Optional<ProcessIdentity> serverProcess() {
    return ServerState.read(files).map(ServerState::process);
  }

  private Optional<ProcessIdentity> workerProcess() {
    return worker.known().map(WorkerState::process);
  }

  /** Whether this host's worker runs and takes the work of the service at an address. */
  boolean hasWorker(String address) {
    return worker.known().filter(w -> w.isUp() && w.service().equals(address)).isPresent();
  }

  /** PIM's own server, if it runs. */
  public Optional<ServerState> runningServer() {
    return ServerState.read(files).filter(ServerState::isUp);
  }

  /**
   * Stops the worker first, so that it can disconnect from the server; virtual machines continue to
   * run.
   */
  public void down() throws InterruptedException {
    makeFolder();
    lock.holding(
        () -> {
          StateFiles.write(files.stopped(), Map.of());
          worker.stop("stopped; virtual machines keep running");
          server.stop();
          return files;
        });
  }

  /** What is running now; starts nothing. */
  public ServiceStatus status() {
    Optional<ServerState> running = ServerState.read(files).filter(s -> s.process().isAlive());
    Optional<ServiceAddress> address =
        shared().or(() -> running.filter(ServerState::isUp).map(ServiceAddress::local));
    return ServiceStatus.of(
        distribution,
        address,
        running.map(
            state ->
                ServiceStatus.of(
                    state, Ports.answers(state.port(), LOOK), files.serverLog().toString())),
        worker
            .known()
            .filter(state -> state.process().isAlive())
            .map(
                state ->
                    ServiceStatus.of(
                        state,
                        address.filter(a -> state.fits(distribution, a)).isPresent(),
                        files.workerLog().toString())));
  }

  /** The service that environment or pim.yml configure; PIM neither starts nor stops it. */
  public Optional<ServiceAddress> shared() {
    return ServiceAddress.shared(environment, settings);
  }

  /** Private, because histories contain file and host names. */
  private void makeFolder() {
    try {
      PrivateFolders.create(files.root());
    } catch (IOException e) {
      throw BuildFailure.of(FailureKind.HOST_SETUP, "the service's folder cannot be made")
          .where(files.root())
          .why(String.valueOf(e.getMessage()))
          .todo("check the permissions and free space of the folder above it")
          .causedBy(e)
          .build();
    }
  }
}
