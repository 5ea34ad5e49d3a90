package io.pim.worker.connection;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.pim.host.claim.BuildService;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.PimFolders;
import io.pim.model.secret.Sealer;
import io.pim.worker.metrics.WorkerMetrics;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.converter.CodecDataConverter;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** An open connection to a Temporal service. */
public final class TemporalConnection implements AutoCloseable {
  /** The limit for a service's first answer when a person waits for it. */
  public static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  /** A client that may start builds may lack the permission to describe namespaces. */
  private static final Set<Status.Code> CANNOT_DESCRIBE =
      Set.of(Status.Code.PERMISSION_DENIED, Status.Code.UNIMPLEMENTED);

  private static final Duration NEVER = Duration.ofSeconds(-1);
  private static final long CLOSE_SECONDS = 2;

  /** Not used, but must live as long as this object; see its class. */
  @SuppressWarnings("UnusedVariable")
  private final QuietLogs quiet;

  private final NetworkThread network;
  private final ServiceAddress address;
  private final Polls polls;
  private final GivenTasks tasks;
  private final WorkerMetrics metrics;
  private final WorkflowServiceStubs stubs;
  private final WorkflowClient client;

  private TemporalConnection(
      QuietLogs quiet,
      NetworkThread network,
      ServiceAddress address,
      Polls polls,
      GivenTasks tasks,
      WorkerMetrics metrics,
      WorkflowServiceStubs stubs,
      DataConverter converter) {
    this.quiet = quiet;
    this.network = network;
    this.address = address;
    this.polls = polls;
    this.tasks = tasks;
    this.metrics = metrics;
    this.stubs = stubs;
    this.client = WorkflowClient.newInstance(stubs, clientOptions(address, converter));
  }

  /**
   * Connects for builds, and checks the namespace. The client signs what it sends, and accepts only
   * signed payloads.
   *
   * @param folders contains the key file, which all hosts that share builds have in common
   * @param limit for the service's answer
   * @throws BuildFailure NETWORK when it does not answer, HOST_SETUP when it does not know the
   *     namespace or refuses this client, or when there is no key to sign with
   */
  public static TemporalConnection open(
      ServiceAddress address, PimFolders folders, Duration limit) {
    return open(address, folders, limit, WorkerMetrics.NONE);
  }

  /**
   * Connects for builds, as above, and measures the connection and the workers on it.
   *
   * @param metrics the caller closes them after this connection
   */
  public static TemporalConnection open(
      ServiceAddress address, PimFolders folders, Duration limit, WorkerMetrics metrics) {
    return open(address, signed(sealer(folders.sealKey())), limit, metrics);
  }

  /**
   * Connects in order to examine the service, without any payload; no worker accepts work from this
   * client.
   */
  public static TemporalConnection probe(ServiceAddress address, Duration limit) {
    return open(address, dataConverter(), limit, WorkerMetrics.NONE);
  }

  /** Loads the classes that a connection needs, to save time later. It does not connect. */
  public static void warmUp() {
    QuietLogs quiet = new QuietLogs();
    try (NetworkThread network = new NetworkThread()) {
      WorkflowServiceStubs.newServiceStubs(
              WorkflowServiceStubsOptions.newBuilder()
                  .setChannelInitializer(network::use)
                  .validateAndBuildWithDefaults())
          .shutdownNow();
    } catch (RuntimeException | LinkageError e) {
      // A real connection will fail for the same reason and report it.
    } finally {
      Reference.reachabilityFence(quiet);
    }
  }

  private static TemporalConnection open(
      ServiceAddress address, DataConverter converter, Duration limit, WorkerMetrics metrics) {
    QuietLogs quiet = new QuietLogs();
    NetworkThread network = new NetworkThread();
    Polls polls = new Polls();
    GivenTasks tasks = new GivenTasks();
    WorkflowServiceStubs stubs;
    try {
      stubs =
          WorkflowServiceStubs.newServiceStubs(
              stubsOptions(network, address, limit, polls, tasks, metrics));
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
    TemporalConnection connection =
        new TemporalConnection(quiet, network, address, polls, tasks, metrics, stubs, converter);
    try {
      stubs.connect(limit);
      // Throws if the namespace does not exist, or another server answers.
      Optional<String> unused = connection.namespaceId(limit);
      return connection;
    } catch (RuntimeException e) {
      connection.close();
      throw ConnectionFailures.explain(address, limit, e);
    }
  }

  /** The converter for PIM's values: JSON, by the same rules as its files. */
  public static DataConverter dataConverter() {
    return json(new Refusals());
  }

  private static DataConverter json(Refusals refusals) {
    return DefaultDataConverter.newDefaultInstance()
        .withPayloadConverterOverrides(new PimJson(refusals));
  }

  /**
   * The same converter with signatures. Texts of failures are not signed: people read them in the
   * Web UI, and no program acts on them.
   */
  public static DataConverter signed(Sealer sealer) {
    Refusals refusals = new Refusals();
    return new CodecDataConverter(json(refusals), List.of(new PayloadSigner(sealer, refusals)));
  }

  public ServiceAddress address() {
    return address;
  }

  /** Counts how often workers on this connection have polled their queues. */
  public Polls polls() {
    return polls;
  }

  /** Reports the tasks that the service gives to workers on this connection. */
  public GivenTasks tasks() {
    return tasks;
  }

  /** Measures the workers on this connection, if somebody wants that. */
  public WorkerMetrics metrics() {
    return metrics;
  }

  public WorkflowServiceStubs stubs() {
    return stubs;
  }

  public WorkflowClient client() {
    return client;
  }

  @Override
  public void close() {
    stubs.shutdownNow();
    stubs.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    network.close();
  }

  private static Sealer sealer(Path keyFile) {
    try {
      return Sealer.withKeyFile(keyFile);
    } catch (IOException e) {
      throw BuildFailure.of(FailureKind.HOST_SETUP, "there is no key to sign builds with")
          .where(keyFile)
          .why(String.valueOf(e.getMessage()))
          .todo("fix that file, or copy it from another host that shares builds")
          .causedBy(e)
          .build();
    }
  }

  /**
   * Asks for the service's identity for builds, because the address of a shared service may lead to
   * another one than before. PIM's own is identified by its kind: with a new database, all builds
   * of the previous one have ended.
   *
   * @throws StatusRuntimeException if the service does not answer, also if another server than
   *     PIM's own answers at its address
   */
  public BuildService service() {
    Optional<String> id = namespaceId(CONNECT_LIMIT);
    return address.isOwn() ? address.service() : address.service().withNamespaceId(id);
  }

  /**
   * The unique id of the namespace; empty when the service does not provide it.
   *
   * @throws StatusRuntimeException if the service does not answer
   */
  public Optional<String> namespaceId(Duration limit) {
    try {
      String id =
          stubs
              .blockingStub()
              .withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS)
              .describeNamespace(
                  DescribeNamespaceRequest.newBuilder().setNamespace(address.namespace()).build())
              .getNamespaceInfo()
              .getId();
      address.requireId(id);
      return id.isEmpty() ? Optional.empty() : Optional.of(id);
    } catch (StatusRuntimeException e) {
      if (!CANNOT_DESCRIBE.contains(e.getStatus().getCode())) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /**
   * Limits each attempt as well. A single attempt could otherwise outlast the limit for all of
   * them.
   */
  private static WorkflowServiceStubsOptions stubsOptions(
      NetworkThread network,
      ServiceAddress address,
      Duration limit,
      Polls polls,
      GivenTasks tasks,
      WorkerMetrics metrics) {
    return WorkflowServiceStubsOptions.newBuilder(address.profile().toWorkflowServiceStubsOptions())
        .setSystemInfoTimeout(limit)
        .setMetricsScope(metrics.scope())
        .setChannelInitializer(network::use)
        .addGrpcClientInterceptor(new SameServer(address))
        .addGrpcClientInterceptor(polls)
        .addGrpcClientInterceptor(tasks)
        .validateAndBuildWithDefaults();
  }

  private static WorkflowClientOptions clientOptions(
      ServiceAddress address, DataConverter converter) {
    WorkflowClientOptions.Builder options =
        WorkflowClientOptions.newBuilder(address.profile().toWorkflowClientOptions())
            .setNamespace(address.namespace())
            .setDataConverter(converter);
    if (address.source() == ServiceAddress.Source.IN_MEMORY) {
      // The in-memory server does not know worker heartbeats, and logs each one as an error.
      options.setWorkerHeartbeatInterval(NEVER);
    }
    return options.build();
  }
}
