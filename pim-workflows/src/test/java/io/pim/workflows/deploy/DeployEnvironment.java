package io.pim.workflows.deploy;

import io.pim.workflows.activity.DeployStepRef;
import io.pim.workflows.build.ShortLimits;
import io.pim.workflows.build.TestConverter;
import io.pim.workflows.message.DeployStatus;
import io.pim.workflows.queue.TaskQueues;
import io.pim.workflows.visibility.BuildAttributes;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor.ActivityInput;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A Temporal service that skips time, with the deployment workflow and a host with a target. */
final class DeployEnvironment implements AutoCloseable {
  private final TestWorkflowEnvironment environment;
  private final FakeTarget target = new FakeTarget();

  DeployEnvironment() {
    TestEnvironmentOptions.Builder options =
        TestEnvironmentOptions.newBuilder()
            .setWorkflowClientOptions(
                WorkflowClientOptions.newBuilder().setDataConverter(TestConverter.make()).build())
            .setWorkerFactoryOptions(
                WorkerFactoryOptions.newBuilder()
                    .setWorkerInterceptors(
                        new ShortLimits(Duration.ofSeconds(1), this::endsByHeartbeat))
                    .build());
    BuildAttributes.ALL.forEach(
        a ->
            options.registerSearchAttribute(
                a.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
    environment = TestWorkflowEnvironment.newInstance(options.build());
    environment
        .newWorker(TaskQueues.WORKFLOWS)
        .registerWorkflowImplementationTypes(DeployWorkflowImpl.class);
    environment
        .newWorker(
            TaskQueues.host(DeployRequests.HOST),
            WorkerOptions.newBuilder()
                .setMaxHeartbeatThrottleInterval(Duration.ofMillis(5))
                .setDefaultHeartbeatThrottleInterval(Duration.ofMillis(5))
                .build())
        .registerActivitiesImplementations(target);
    environment.start();
  }

  private boolean endsByHeartbeat(ActivityInput<?> activity) {
    String name = activity.getActivityName().replaceFirst("^Deploy", "").toLowerCase(Locale.ROOT);
    Stream<String> steps =
        Arrays.stream(activity.getArgs())
            .filter(DeployStepRef.class::isInstance)
            .map(argument -> ((DeployStepRef) argument).step().id());
    return Stream.concat(Stream.of(name), steps).anyMatch(target.faults()::endsByHeartbeatAt);
  }

  FakeTarget target() {
    return target;
  }

  /** A deployment that has not been started. */
  DeployWorkflow newDeployment() {
    return newDeployment(environment.getWorkflowClient());
  }

  static DeployWorkflow newDeployment(WorkflowClient client) {
    return client.newWorkflowStub(
        DeployWorkflow.class,
        WorkflowOptions.newBuilder()
            .setWorkflowId(DeployRequests.ID.workflowId())
            .setTaskQueue(TaskQueues.WORKFLOWS)
            .build());
  }

  /** Skips time until the workflow has the wanted status. */
  DeployStatus await(DeployWorkflow workflow, Predicate<DeployStatus> wanted) {
    for (int i = 0; i < 300; i++) {
      DeployStatus status = workflow.status();
      if (wanted.test(status)) {
        return status;
      }
      environment.sleep(Duration.ofSeconds(1));
    }
    throw new AssertionError("never as wanted; last: " + workflow.status());
  }

  String history() {
    return environment
        .getWorkflowClient()
        .fetchHistory(DeployRequests.ID.workflowId())
        .toJson(true);
  }

  @Override
  public void close() {
    environment.close();
  }
}
