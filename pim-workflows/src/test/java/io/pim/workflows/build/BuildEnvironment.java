package io.pim.workflows.build;

import com.google.protobuf.util.Timestamps;
import io.pim.workflows.activity.DeployOrderRef;
import io.pim.workflows.activity.StepRef;
import io.pim.workflows.deploy.DeployWorkflow;
import io.pim.workflows.message.BuildStatus;
import io.pim.workflows.queue.TaskQueues;
import io.pim.workflows.visibility.BuildAttributes;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor.ActivityInput;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A Temporal service that skips time, with the build workflow and two fake hosts. */
final class BuildEnvironment implements AutoCloseable {
  private final TestWorkflowEnvironment environment;
  private final FakeHost host = new FakeHost();
  private final FakeHost other = new FakeHost("host2");
  private int builds;

  BuildEnvironment() {
    TestEnvironmentOptions.Builder options =
        TestEnvironmentOptions.newBuilder()
            .setWorkflowClientOptions(
                WorkflowClientOptions.newBuilder().setDataConverter(TestConverter.make()).build());
    options.setWorkerFactoryOptions(
        WorkerFactoryOptions.newBuilder()
            .setWorkerInterceptors(new ShortLimits(Duration.ofSeconds(1), this::endsByHeartbeat))
            .build());
    BuildAttributes.ALL.forEach(
        a ->
            options.registerSearchAttribute(
                a.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
    environment = TestWorkflowEnvironment.newInstance(options.build());
    environment
        .newWorker(TaskQueues.WORKFLOWS)
        .registerWorkflowImplementationTypes(BuildWorkflowImpl.class, QuietDeployment.class);
    ClaimDesk desk = new ClaimDesk(List.of(host, other));
    worker(TaskQueues.architecture(TestPlans.plan("", "").architecture()), desk);
    worker(TaskQueues.CONTROL, host);
    other.sharesStoreOf(host);
    for (FakeHost each : List.of(host, other)) {
      worker(TaskQueues.host(each.id()), each);
      worker(TaskQueues.claims(each.id()), each);
    }
    environment.start();
  }

  private boolean endsByHeartbeat(ActivityInput<?> activity) {
    String name = activity.getActivityName();
    Stream<String> steps =
        Arrays.stream(activity.getArgs())
            .filter(argument -> argument instanceof StepRef || argument instanceof DeployOrderRef)
            .map(argument -> argument instanceof StepRef step ? step.step() : "order");
    return Stream.concat(
            Stream.of(Character.toLowerCase(name.charAt(0)) + name.substring(1)), steps)
        .anyMatch(
            call ->
                host.faults().endsByHeartbeatAt(call) || other.faults().endsByHeartbeatAt(call));
  }

  private void worker(String queue, Object activities) {
    Worker worker =
        environment.newWorker(
            queue,
            WorkerOptions.newBuilder()
                .setMaxHeartbeatThrottleInterval(Duration.ofMillis(5))
                .setDefaultHeartbeatThrottleInterval(Duration.ofMillis(5))
                .build());
    worker.registerActivitiesImplementations(activities);
  }

  FakeHost host() {
    return host;
  }

  FakeHost other() {
    return other;
  }

  /** A build that has not been started, on hosts that know nothing of earlier ones. */
  BuildWorkflow newBuild() {
    host.reset();
    other.reset();
    return environment
        .getWorkflowClient()
        .newWorkflowStub(
            BuildWorkflow.class,
            WorkflowOptions.newBuilder()
                .setWorkflowId("web-x86_64-" + ++builds)
                .setTaskQueue(TaskQueues.WORKFLOWS)
                .build());
  }

  /** A deployment that a build has started. */
  DeployWorkflow deployment(String workflowId) {
    return environment.getWorkflowClient().newWorkflowStub(DeployWorkflow.class, workflowId);
  }

  /**
   * Skips time, second by second, until the workflow has the wanted status. Only skipped time
   * counts: the service's clock runs on while a busy machine works.
   */
  BuildStatus awaitWithin(int seconds, BuildWorkflow workflow, Predicate<BuildStatus> wanted) {
    BuildStatus status = workflow.status();
    for (int i = 0; i < seconds && !wanted.test(status); i++) {
      environment.sleep(Duration.ofSeconds(1));
      status = workflow.status();
    }
    if (!wanted.test(status)) {
      throw new AssertionError("not as wanted after " + seconds + " s: " + status);
    }
    return status;
  }

  /** Skips time until the workflow has the wanted status, for at most an hour. */
  BuildStatus await(BuildWorkflow workflow, Predicate<BuildStatus> wanted) {
    for (int i = 0; i < 300; i++) {
      BuildStatus status = workflow.status();
      if (wanted.test(status)) {
        return status;
      }
      environment.sleep(Duration.ofSeconds(i < 100 ? 1 : 20));
    }
    throw new AssertionError("never as wanted; last: " + workflow.status());
  }

  /**
   * The time from the first event of a type to the end of a run, from its history. The server's
   * clock is no measure: after the run has ended, it jumps to whatever is due next.
   */
  Duration lastedSince(EventType since, WorkflowExecution run) {
    List<HistoryEvent> events =
        environment
            .getWorkflowClient()
            .fetchHistory(run.getWorkflowId(), run.getRunId())
            .getEvents();
    HistoryEvent first =
        events.stream().filter(event -> event.getEventType() == since).findFirst().orElseThrow();
    HistoryEvent last = events.get(events.size() - 1);
    return Duration.ofMillis(
        Timestamps.toMillis(last.getEventTime()) - Timestamps.toMillis(first.getEventTime()));
  }

  String history(String workflowId) {
    return environment.getWorkflowClient().fetchHistory(workflowId).toJson(true);
  }

  @Override
  public void close() {
    environment.close();
  }
}
