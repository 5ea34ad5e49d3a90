package io.pim.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.json.Json;
import io.temporal.activity.ActivityOptions;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.common.RetryOptions;
import io.temporal.common.converter.EncodedValues;
import io.temporal.common.converter.RawValue;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.DynamicWorkflow;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Somebody else who reaches the Temporal server with PIM's classes and without its key, in a
 * separate process. It prints the results of its attempts.
 */
final class Stranger {
  private static final String QUEUE = "stranger";

  private final WorkflowClient client;

  private Stranger(String address) {
    this.client =
        WorkflowClient.newInstance(
            WorkflowServiceStubs.newServiceStubs(
                WorkflowServiceStubsOptions.newBuilder().setTarget(address).build()),
            WorkflowClientOptions.newBuilder().setNamespace("default").build());
  }

  /** Arguments: address, play, and the play's own. */
  public static void main(String[] words) throws Exception {
    Stranger stranger = new Stranger(words[0]);
    String[] rest = Arrays.copyOfRange(words, 2, words.length);
    try {
      switch (words[1]) {
        case "start" -> stranger.start(rest[0], values(rest, 1));
        case "start-copy" -> stranger.start(rest[1], stranger.requestOf(rest[0]));
        case "activity" -> stranger.activity(rest[0], rest[1], rest[2], values(rest, 3));
        case "activity-copy" ->
            stranger.activity(rest[0], rest[1], rest[2], stranger.claimOf(rest[0]));
        case "signal" -> stranger.stub(rest[0]).signal(rest[1], values(rest, 2));
        case "update" -> stranger.update(rest[0], values(rest, 1));
        default -> throw new IllegalArgumentException(words[1]);
      }
      System.out.println("DONE");
    } catch (RuntimeException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        System.out.println(cause.getMessage());
      }
    }
    System.exit(0);
  }

  /** JSON sent unchanged: PIM's own classes would refuse some of it. */
  private static Object[] values(String[] words, int from) throws Exception {
    Object[] values = new Object[words.length - from];
    for (int i = 0; i < values.length; i++) {
      JsonNode json = Json.mapper().readTree(words[from + i]);
      values[i] = Json.mapper().convertValue(json, Object.class);
    }
    return values;
  }

  private WorkflowStub stub(String workflowId) {
    return client.newUntypedWorkflowStub(workflowId);
  }

  private WorkflowStub build(String workflowId, String queue) {
    return client.newUntypedWorkflowStub(
        "Build",
        WorkflowOptions.newBuilder().setWorkflowId(workflowId).setTaskQueue(queue).build());
  }

  private void start(String workflowId, Object... arguments) {
    WorkflowStub build = build(workflowId, "pim");
    build.start(arguments);
    build.getResult(Object.class);
  }

  private void update(String workflowId, Object... arguments) {
    stub(workflowId)
        .startUpdate(
            UpdateOptions.newBuilder(Object.class)
                .setUpdateName("retryWith")
                .setWaitForStage(WorkflowUpdateStage.COMPLETED)
                .build(),
            arguments)
        .getResult();
  }

  /** Sends an activity to one of PIM's queues, from a workflow that poses as a build. */
  private void activity(String workflowId, String queue, String type, Object... arguments) {
    WorkerFactory factory = WorkerFactory.newInstance(client);
    factory
        .newWorker(QUEUE)
        .registerWorkflowImplementationFactory(
            DynamicWorkflow.class, () -> new Pose(queue, type, Arrays.asList(arguments)));
    factory.start();
    WorkflowStub pose = build(workflowId, QUEUE);
    pose.start();
    pose.getResult(Object.class);
  }

  private RawValue requestOf(String workflowId) {
    return new RawValue(
        events(workflowId).stream()
            .filter(HistoryEvent::hasWorkflowExecutionStartedEventAttributes)
            .map(e -> e.getWorkflowExecutionStartedEventAttributes().getInput())
            .map(Stranger::first)
            .findFirst()
            .orElseThrow());
  }

  /** The build ID in the request for a claim; most activities take a build ID. */
  private RawValue claimOf(String workflowId) {
    return new RawValue(
        events(workflowId).stream()
            .filter(HistoryEvent::hasActivityTaskScheduledEventAttributes)
            .map(e -> e.getActivityTaskScheduledEventAttributes().getInput())
            .map(Stranger::first)
            .filter(Objects::nonNull)
            .findFirst()
            .orElseThrow());
  }

  private static Payload first(Payloads payloads) {
    return payloads.getPayloads(0);
  }

  private List<HistoryEvent> events(String workflowId) {
    return client.fetchHistory(workflowId).getEvents();
  }

  private record Pose(String queue, String type, List<Object> arguments)
      implements DynamicWorkflow {
    @Override
    public Object execute(EncodedValues unused) {
      return Workflow.newUntypedActivityStub(
              ActivityOptions.newBuilder()
                  .setTaskQueue(queue)
                  .setStartToCloseTimeout(Duration.ofSeconds(30))
                  .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(3).build())
                  .build())
          .execute(type, Object.class, arguments.toArray());
    }
  }
}
