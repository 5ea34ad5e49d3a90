package io.pim.cli.client;

import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.taskqueue.v1.PollerInfo;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.client.WorkflowClient;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Reports which task queues have workers. */
public final class QueuePollers {
  private static final long SERVICE_SECONDS = 5;

  private final WorkflowClient client;

  public QueuePollers(WorkflowClient client) {
    this.client = client;
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
