package io.pim.e2e.chaos;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.pim.e2e.PimUser;
import io.pim.model.failure.BuildFailure;
import io.pim.model.files.ServiceFolder;
import io.pim.worker.connection.ServerState;
import io.pim.worker.connection.ServiceAddress;
import io.pim.worker.connection.TemporalConnection;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import io.temporal.common.WorkflowExecutionHistory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Follows the history of a build by the server's long poll, within milliseconds, and survives the
 * server's death. A query would need the worker and be slower.
 */
public final class HistoryFeed implements AutoCloseable {
  private static final long LOOK_NANOS = Duration.ofMillis(50).toNanos();
  private static final long LONG_POLL_SECONDS = 60;
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(30);

  private final Supplier<Optional<ServiceAddress>> service;
  private final String workflowId;
  private final Optional<String> earlierRun;
  private final Thread thread = new Thread(this::read, "history feed");
  private volatile Timeline timeline = Timeline.of(List.of());
  private volatile History history = History.getDefaultInstance();
  private volatile String run = "";
  private volatile boolean closed;

  private HistoryFeed(
      Supplier<Optional<ServiceAddress>> service, String workflowId, Optional<String> earlierRun) {
    this.service = service;
    this.workflowId = workflowId;
    this.earlierRun = earlierRun;
  }

  /**
   * Starts to read.
   *
   * @param earlierRun the workflow's previous run; this follows the next one
   */
  static HistoryFeed of(PimUser user, String workflowId, Optional<String> earlierRun) {
    ServiceFolder files = new ServiceFolder(user.service());
    return of(
        () -> ServerState.read(files).filter(ServerState::isUp).map(ServiceAddress::local),
        workflowId,
        earlierRun);
  }

  /**
   * Starts to read from a service, as above.
   *
   * @param service the service's address; empty while it is down
   */
  public static HistoryFeed of(
      Supplier<Optional<ServiceAddress>> service, String workflowId, Optional<String> earlierRun) {
    HistoryFeed feed = new HistoryFeed(service, workflowId, earlierRun);
    feed.thread.setDaemon(true);
    feed.thread.start();
    return feed;
  }

  public Timeline timeline() {
    return timeline;
  }

  /** All events, as Temporal's own tools write and read them. */
  String json() {
    return new WorkflowExecutionHistory(history).toJson(true);
  }

  /** The workflow's run; empty until it has started. */
  String run() {
    return run;
  }

  private void read() {
    while (!closed && !timeline.closed()) {
      Optional<ServiceAddress> address = service.get();
      if (address.isPresent()) {
        try (TemporalConnection connection =
            TemporalConnection.probe(address.get(), CONNECT_LIMIT)) {
          follow(connection);
        } catch (StatusRuntimeException | BuildFailure e) {
          // The server has died, or the build does not exist yet: try again.
          LockSupport.parkNanos(LOOK_NANOS);
        }
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private void follow(TemporalConnection connection) {
    WorkflowServiceBlockingStub stub = connection.stubs().blockingStub();
    String namespace = connection.address().namespace();
    WorkflowExecution execution = newRun(stub, namespace);
    List<HistoryEvent> events = new ArrayList<>();
    ByteString next = ByteString.EMPTY;
    do {
      GetWorkflowExecutionHistoryResponse page =
          stub.withDeadlineAfter(LONG_POLL_SECONDS, TimeUnit.SECONDS)
              .getWorkflowExecutionHistory(
                  GetWorkflowExecutionHistoryRequest.newBuilder()
                      .setNamespace(namespace)
                      .setExecution(execution)
                      .setWaitNewEvent(true)
                      .setNextPageToken(next)
                      .build());
      events.addAll(page.getHistory().getEventsList());
      timeline = Timeline.of(events);
      history = History.newBuilder().addAllEvents(events).build();
      next = page.getNextPageToken();
    } while (!next.isEmpty() && !closed);
  }

  private WorkflowExecution newRun(WorkflowServiceBlockingStub stub, String namespace) {
    while (run.isEmpty() && !closed) {
      String newest =
          stub.describeWorkflowExecution(
                  DescribeWorkflowExecutionRequest.newBuilder()
                      .setNamespace(namespace)
                      .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflowId))
                      .build())
              .getWorkflowExecutionInfo()
              .getExecution()
              .getRunId();
      if (earlierRun.filter(newest::equals).isEmpty()) {
        run = newest;
      } else {
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
    return WorkflowExecution.newBuilder().setWorkflowId(workflowId).setRunId(run).build();
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
