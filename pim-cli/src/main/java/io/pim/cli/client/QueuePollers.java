package io.pim.cli.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.taskqueue.v1.PollerInfo;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.client.WorkflowClient;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Reports which task queues have workers. */
public final class QueuePollers {
  private static final long SERVICE_SECONDS = 5;

  /** The in-memory service, and a client without the right to describe queues. */
  private static final Set<Status.Code> CANNOT_TELL =
      Set.of(Status.Code.UNIMPLEMENTED, Status.Code.PERMISSION_DENIED);

  private final WorkflowClient client;

  public QueuePollers(WorkflowClient client) {
    this.client = client;
  }

  /** Whether a worker has polled a queue lately; empty if the service cannot tell. */
  public Optional<Boolean> isPolled(String queue) {
    try {
      return Optional.of(lastSeen(queue).isPresent());
    } catch (StatusRuntimeException e) {
      if (CANNOT_TELL.contains(e.getStatus().getCode())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * The time of the last poll of a queue by the service's clock. The service remembers polls for
   * five minutes.
   *
   * @throws io.grpc.StatusRuntimeException UNIMPLEMENTED by the in-memory service
   */
  public Optional<Instant> lastSeen(String queue) {
    return client
        .getWorkflowServiceStubs()
        .blockingStub()
        .withDeadlineAfter(SERVICE_SECONDS, TimeUnit.SECONDS)
        .describeTaskQueue(
            DescribeTaskQueueRequest.newBuilder()
                .setNamespace(client.getOptions().getNamespace())
                .setTaskQueue(TaskQueue.newBuilder().setName(queue))
                .setTaskQueueType(TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY)
                .build())
        .getPollersList()
        .stream()
        .map(PollerInfo::getLastAccessTime)
        .map(time -> Instant.ofEpochSecond(time.getSeconds(), time.getNanos()))
        .max(Instant::compareTo);
  }
}
