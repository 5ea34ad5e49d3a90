package io.pim.workflows.build;

import io.pim.model.plan.Plan;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.BuildStatus;
import io.pim.workflows.queue.TaskQueues;
import io.pim.workflows.visibility.BuildAttributes;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * A real Temporal server with the build workflow and two fake hosts, each with a worker that can be
 * lost. The server of {@link BuildEnvironment} knows no schedule-to-start timeout of a second try,
 * and never skips time again after the cancellation of an activity that no worker has taken.
 */
final class RealEnvironment implements AutoCloseable {
  /** More than a loaded machine needs to hand an activity to a live worker. */
  private static final Duration LEAST = Duration.ofSeconds(2);

  /** Long enough for a machine that stalls; for tests in which no host is lost. */
  private static final Duration PATIENT = Duration.ofSeconds(15);

  private static final String WORKFLOW = "web-x86_64";
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final Duration least;
  private final RealServer server;
  private final WorkflowServiceStubs service;
  private final WorkflowClient client;
  private final FakeHost host = new FakeHost();
  private final FakeHost other = new FakeHost("host2");
  private final Map<String, WorkerFactory> workers = new HashMap<>();

  /**
   * An environment in which hosts can be lost: a silence of more than two seconds counts as a loss.
   */
  RealEnvironment() {
    this(LEAST, List.of());
  }

  /**
   * An environment whose server suggests a new history after so many events. No host may be lost in
   * it.
   */
  static RealEnvironment suggestingNewHistoriesAfter(int events) {
    return new RealEnvironment(
        PATIENT,
        List.of("--dynamic-config-value", "limit.historyCount.suggestContinueAsNew=" + events));
  }

  private RealEnvironment(Duration least, List<String> more) {
    this.least = least;
    server = RealServer.start(more);
    service = server.service();
    client = server.client();
    WorkerFactory central = newFactory("central");
    central
        .newWorker(TaskQueues.WORKFLOWS)
        .registerWorkflowImplementationTypes(BuildWorkflowImpl.class, QuietDeployment.class);
    Plan any = TestPlans.plan("", "");
    register(
        central.newWorker(TaskQueues.architecture(any.architecture())),
        new ClaimDesk(List.of(host, other)));
    register(central.newWorker(TaskQueues.CONTROL), new FakeHost("registry"));
    central.start();
    other.sharesStoreOf(host);
    comeBack(host);
    comeBack(other);
  }

  private WorkerFactory newFactory(String name) {
    WorkerFactory factory =
        WorkerFactory.newInstance(
            client,
            WorkerFactoryOptions.newBuilder()
                .setWorkerInterceptors(new ShortLimits(least))
                .build());
    workers.put(name, factory);
    return factory;
  }

  private static void register(Worker worker, Object activities) {
    worker.registerActivitiesImplementations(activities);
  }

  FakeHost host() {
    return host;
  }

  FakeHost other() {
    return other;
  }

  /** Ends the host's worker; it takes no more activities. */
  void lose(FakeHost lost) throws InterruptedException {
    lost.faults().leave();
    WorkerFactory worker = workers.get(lost.id());
    worker.shutdownNow();
    worker.awaitTermination(LONGEST.toSeconds(), TimeUnit.SECONDS);
  }

  /** Starts the host's worker. */
  void comeBack(FakeHost back) {
    back.faults().comeBack();
    WorkerFactory worker = newFactory(back.id());
    register(worker.newWorker(TaskQueues.host(back.id())), back);
    register(worker.newWorker(TaskQueues.claims(back.id())), back);
    worker.start();
  }

  BuildWorkflow newBuild() {
    return client.newWorkflowStub(
        BuildWorkflow.class,
        WorkflowOptions.newBuilder()
            .setWorkflowId(WORKFLOW)
            .setTaskQueue(TaskQueues.WORKFLOWS)
            .setStaticSummary("web x86_64: " + TestPlans.BUILD)
            .setMemo(Map.of(BuildAttributes.BUILD_ID_MEMO, TestPlans.BUILD.text()))
            .build());
  }

  BuildStatus await(BuildWorkflow workflow, Predicate<BuildStatus> wanted) {
    long end = System.nanoTime() + LONGEST.toNanos();
    BuildStatus status = workflow.status();
    while (!wanted.test(status)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("never as wanted; last: " + status);
      }
      LockSupport.parkNanos(20_000_000);
      status = workflow.status();
    }
    return status;
  }

  /** The current run of the build's workflow. */
  BuildWorkflow current() {
    return client.newWorkflowStub(BuildWorkflow.class, WORKFLOW);
  }

  DescribeWorkflowExecutionResponse describe() {
    return service
        .blockingStub()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace(client.getOptions().getNamespace())
                .setExecution(WorkflowExecution.newBuilder().setWorkflowId(WORKFLOW))
                .build());
  }

  String currentRun() {
    return describe().getWorkflowExecutionInfo().getExecution().getRunId();
  }

  /** Waits until the build is held in a run other than that one. */
  void awaitOtherRun(String run) {
    await(current(), s -> s.state() == BuildState.HELD && !currentRun().equals(run));
  }

  String history() {
    return client.fetchHistory(WORKFLOW).toJson(true);
  }

  String history(String run) {
    return client.fetchHistory(WORKFLOW, run).toJson(true);
  }

  /** The size of a run's history on the server. */
  long historyBytes(String run) {
    return client.fetchHistory(WORKFLOW, run).getEvents().stream()
        .mapToLong(HistoryEvent::getSerializedSize)
        .sum();
  }

  @Override
  public void close() {
    workers.values().forEach(WorkerFactory::shutdownNow);
    workers.values().forEach(w -> w.awaitTermination(LONGEST.toSeconds(), TimeUnit.SECONDS));
    server.close();
  }
}
