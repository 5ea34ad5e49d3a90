package io.pim.worker.connection;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.pim.model.json.Json;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.converter.JacksonJsonPayloadConverter;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** An open connection to a Temporal service; to be closed. */
public final class TemporalConnection implements AutoCloseable {
  /** How long a service may take to answer for the first time, where people wait for it. */
  public static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  /** A client that may start builds need not be allowed to look at namespaces. */
  private static final Set<Status.Code> SAYS_NOTHING =
      Set.of(Status.Code.PERMISSION_DENIED, Status.Code.UNIMPLEMENTED);

  private static final Duration NEVER = Duration.ofSeconds(-1);
  private static final long CLOSE_SECONDS = 2;

  /** Only held: see there. */
  @SuppressWarnings("UnusedVariable")
  private final QuietLogs quiet;

  private final ServiceAddress address;
  private final Polls polls;
  private final WorkflowServiceStubs stubs;
  private final WorkflowClient client;

  private TemporalConnection(
      QuietLogs quiet, ServiceAddress address, Polls polls, WorkflowServiceStubs stubs) {
    this.quiet = quiet;
    this.address = address;
    this.polls = polls;
    this.stubs = stubs;
    this.client = WorkflowClient.newInstance(stubs, clientOptions(address));
  }

  /**
   * Connects, and looks whether the namespace is there.
   *
   * @param limit for the service to answer
   * @throws io.pim.model.failure.BuildFailure NETWORK when it does not, HOST_SETUP when it knows no
   *     such namespace or does not let this client in
   */
  public static TemporalConnection open(ServiceAddress address, Duration limit) {
    QuietLogs quiet = new QuietLogs();
    Polls polls = new Polls();
    WorkflowServiceStubs stubs =
        WorkflowServiceStubs.newServiceStubs(stubsOptions(address, limit, polls));
    TemporalConnection connection = new TemporalConnection(quiet, address, polls, stubs);
    try {
      stubs.connect(limit);
      connection.requireNamespace(limit);
      return connection;
    } catch (RuntimeException e) {
      connection.close();
      throw ConnectionFailures.explain(address, limit, e);
    }
  }

  /** How PIM's values travel: as JSON, by the same rules as its files. */
  public static DataConverter dataConverter() {
    return DefaultDataConverter.newDefaultInstance()
        .withPayloadConverterOverrides(new JacksonJsonPayloadConverter(Json.mapper()));
  }

  public ServiceAddress address() {
    return address;
  }

  /** How often workers on this connection have polled their queues. */
  public Polls polls() {
    return polls;
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
  }

  private void requireNamespace(Duration limit) {
    try {
      stubs
          .blockingStub()
          .withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS)
          .describeNamespace(
              DescribeNamespaceRequest.newBuilder().setNamespace(address.namespace()).build());
    } catch (StatusRuntimeException e) {
      if (!SAYS_NOTHING.contains(e.getStatus().getCode())) {
        throw e;
      }
    }
  }

  /** One attempt may otherwise take longer than all of them together are given. */
  private static WorkflowServiceStubsOptions stubsOptions(
      ServiceAddress address, Duration limit, Polls polls) {
    return WorkflowServiceStubsOptions.newBuilder(address.profile().toWorkflowServiceStubsOptions())
        .setSystemInfoTimeout(limit)
        .addGrpcClientInterceptor(polls)
        .validateAndBuildWithDefaults();
  }

  private static WorkflowClientOptions clientOptions(ServiceAddress address) {
    WorkflowClientOptions.Builder options =
        WorkflowClientOptions.newBuilder(address.profile().toWorkflowClientOptions())
            .setNamespace(address.namespace())
            .setDataConverter(dataConverter());
    if (address.source() == ServiceAddress.Source.IN_MEMORY) {
      // The in-memory server knows no worker heartbeats, and complains about each.
      options.setWorkerHeartbeatInterval(NEVER);
    }
    return options.build();
  }
}
