package io.pim.cli.temporal;

import io.pim.model.config.ConfigFolders;
import io.pim.model.files.PimFolders;
import io.pim.model.files.ServiceFolder;
import io.pim.worker.connection.SearchAttributeSetup;
import io.pim.worker.connection.ServiceAddress;
import io.pim.worker.connection.TemporalConnection;
import io.pim.worker.metrics.WorkerMetrics;
import io.temporal.client.WorkflowClient;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The service configured by environment, temporal.toml or pim.yml; else PIM's own on this host. */
public final class ConfiguredTemporal implements TemporalAccess {
  /** The limit for a service to accept added attributes; it reads them once a minute. */
  private static final Duration ATTRIBUTES_LIMIT = Duration.ofSeconds(90);

  private final PimFolders folders;
  private final Map<String, String> environment;
  private final Consumer<String> say;
  private final Predicate<Session> anyBuildOpen;

  /**
   * Neither reads files nor connects yet.
   *
   * @param say receives one line for everything that is started
   * @param anyBuildOpen whether a service has builds that need a worker
   */
  public ConfiguredTemporal(
      PimFolders folders,
      Map<String, String> environment,
      Consumer<String> say,
      Predicate<Session> anyBuildOpen) {
    this.folders = folders;
    this.environment = environment;
    this.say = say;
    this.anyBuildOpen = anyBuildOpen;
  }

  @Override
  public TemporalAccess in(PimFolders others) {
    return new ConfiguredTemporal(others, environment, say, anyBuildOpen);
  }

  @Override
  public Session startIfNeeded() {
    ServiceSettings settings = settings();
    LocalService service = service(settings, say);
    return reach(
        settings,
        service,
        () -> {
          ServiceAddress address = service.ensureServer();
          if (address.isOwn() && mayStartWorker(settings, service, address)) {
            service.ensureWorker(address);
          }
          return address;
        });
  }

  @Override
  public Session open() {
    ServiceSettings settings = settings();
    LocalService service = service(settings, say);
    Session session = reach(settings, service, service::ensureServer);
    try {
      if (session.own().isPresent()
          && !service.hasWorker(session.address())
          && anyBuildOpen.test(session)
          && mayStartWorker(settings, service, service.ensureServer())) {
        session.own().get().startAgain(say);
      }
      return session;
    } catch (InterruptedException e) {
      session.close();
      throw interrupted(e);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /** Whether a worker may be started, or replaced; if the service has none, says why not. */
  private boolean mayStartWorker(
      ServiceSettings settings, LocalService service, ServiceAddress address) {
    Optional<String> refusal = service.noWorkerBecause(address);
    if (refusal.isEmpty() && settings.areRight()) {
      return true;
    }
    if (!service.hasWorker(address.toString())) {
      say.accept(
          "warning: "
              + refusal.orElse("no worker is started until pim.yml is right: pim config check"));
    }
    // A worker refuses settings with mistakes, so a new one must not replace the running one.
    return false;
  }

  @Override
  public Session openRunning() {
    return new SharedSession(connect());
  }

  /** A connection to the running service; starts none. */
  public TemporalConnection connect() {
    return connect(TemporalConnection.CONNECT_LIMIT, WorkerMetrics.NONE);
  }

  /**
   * As {@link #connect()}, for a worker, with another limit for the service's answer.
   *
   * @param metrics the caller closes them after the connection
   * @throws io.pim.model.failure.BuildFailure when there is none, or it does not answer in time
   */
  public TemporalConnection connect(Duration limit, WorkerMetrics metrics) {
    try {
      WarmUp.await();
      return TemporalConnection.open(find(), folders, limit, metrics);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** The actions that lead to an address. */
  private interface Way {
    ServiceAddress go() throws InterruptedException;
  }

  private Session reach(ServiceSettings settings, LocalService service, Way way) {
    try {
      settings.warn(say);
      if (service.runningServer().isEmpty()) {
        settings.requireService();
      }
      WarmUp.await();
      ServiceAddress address = way.go();
      return address.isOwn()
          ? new LocalSession(folders, service, listener -> service(settings, listener), address)
          : shared(address);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Prepares the service, because on a laptop without a worker nothing else has done it. */
  private Session shared(ServiceAddress address) throws InterruptedException {
    TemporalConnection connection =
        TemporalConnection.open(address, folders, TemporalConnection.CONNECT_LIMIT);
    try {
      new SearchAttributeSetup(connection)
          .ensureIfAllowed(
              ATTRIBUTES_LIMIT,
              () ->
                  say.accept("Preparing the service for builds, once; this takes up to a minute"));
      return new SharedSession(connection);
    } catch (InterruptedException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while the local service started", e);
  }

  /** The service on this host, also by a pim.yml with mistakes, which are reported. */
  public LocalService service() {
    ServiceSettings settings = settings();
    settings.warn(say);
    return service(settings, say);
  }

  private LocalService service(ServiceSettings settings, Consumer<String> listener) {
    return new LocalServices(folders, environment, DistributionInfo.current(), listener)
        .with(settings.temporal());
  }

  /** The address of the running service; starts none. */
  public ServiceAddress find() {
    return ServiceAddress.find(
        environment, settings().temporal(), new ServiceFolder(folders.service()));
  }

  private ServiceSettings settings() {
    return ServiceSettings.read(ConfigFolders.of(folders));
  }

  private record SharedSession(TemporalConnection connection) implements Session {
    @Override
    public WorkflowClient client() {
      return connection.client();
    }

    @Override
    public String address() {
      return connection.address().toString();
    }

    @Override
    public void close() {
      connection.close();
    }
  }
}
