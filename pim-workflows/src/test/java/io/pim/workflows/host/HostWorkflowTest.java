package io.pim.workflows.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.workflows.activity.HostRecordActivities;
import io.pim.workflows.message.HostOrder;
import io.pim.workflows.queue.TaskQueues;
import io.temporal.activity.Activity;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.ActivityCompletionException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HostWorkflowTest {
  private static final String HOST = "mac-3fa2c1";

  private final TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance();
  private final FakeRecord host = new FakeRecord();

  /** A host whose worker reports until the test says otherwise. */
  private static final class FakeRecord implements HostRecordActivities {
    final CountDownLatch reporting = new CountDownLatch(1);
    final CountDownLatch end = new CountDownLatch(1);
    final BlockingQueue<HostOrder> orders = new LinkedBlockingQueue<>();
    volatile boolean refuses;

    @Override
    public void report(HostOrder about) {
      if (refuses) {
        throw ApplicationFailure.newNonRetryableFailure("not this host", "NotThisHost");
      }
      reporting.countDown();
      try {
        while (!end.await(20, TimeUnit.MILLISECONDS)) {
          Activity.getExecutionContext().heartbeat(about);
        }
      } catch (InterruptedException | ActivityCompletionException e) {
        // The test is over.
      }
    }

    @Override
    public void obey(HostOrder order) {
      orders.add(order);
    }

    HostOrder nextOrder() throws InterruptedException {
      HostOrder order = orders.poll(60, TimeUnit.SECONDS);
      assertTrue(order != null, "no order came");
      return order;
    }
  }

  @AfterEach
  void close() {
    host.end.countDown();
    environment.close();
  }

  private HostWorkflow start() {
    return start(new HostOrder(HOST, false));
  }

  private HostWorkflow start(HostOrder state) {
    HostWorkflow workflow =
        environment
            .getWorkflowClient()
            .newWorkflowStub(
                HostWorkflow.class,
                WorkflowOptions.newBuilder()
                    .setWorkflowId(HostWorkflow.workflowId(HOST))
                    .setTaskQueue(TaskQueues.record(HOST))
                    .build());
    WorkflowClient.start(workflow::keep, state);
    return workflow;
  }

  private void startWorker() {
    Worker worker = environment.newWorker(TaskQueues.record(HOST));
    worker.registerWorkflowImplementationTypes(HostWorkflowImpl.class);
    worker.registerActivitiesImplementations(host);
    environment.start();
  }

  @Test
  void handsOrdersToTheHostWhileItReports() throws Exception {
    startWorker();
    HostWorkflow workflow = start();
    host.reporting.await();

    workflow.order(new HostOrder(HOST, true));
    assertEquals(new HostOrder(HOST, true), host.nextOrder());
    workflow.order(new HostOrder(HOST, false));
    assertEquals(new HostOrder(HOST, false), host.nextOrder());
  }

  /** The host's file may differ from the workflow's state. */
  @Test
  void repeatsAnOrderThatChangesNothing() throws Exception {
    startWorker();
    HostWorkflow workflow = start(new HostOrder(HOST, true));

    workflow.order(new HostOrder(HOST, true));

    assertEquals(new HostOrder(HOST, true), host.nextOrder());
  }

  @Test
  void aLostHostGetsTheNewestOrderWhenItReturns() throws Exception {
    HostWorkflow workflow = start();
    workflow.order(new HostOrder(HOST, true));
    workflow.order(new HostOrder(HOST, false));
    workflow.order(new HostOrder(HOST, true));

    startWorker();

    assertEquals(new HostOrder(HOST, true), host.nextOrder());
    assertEquals(List.of(), List.copyOf(host.orders));
  }

  @Test
  void ignoresAnOrderForAnotherHost() throws Exception {
    startWorker();
    HostWorkflow workflow = start();

    workflow.order(new HostOrder("other-123456", true));
    workflow.order(new HostOrder(HOST, false));

    assertEquals(new HostOrder(HOST, false), host.nextOrder());
    assertEquals(List.of(), List.copyOf(host.orders));
  }

  /** The worker then starts another workflow. */
  @Test
  void endsIfItsHostRefusesIt() {
    host.refuses = true;
    startWorker();
    HostWorkflow workflow = start();

    assertThrows(
        WorkflowFailedException.class,
        () -> WorkflowStub.fromTyped(workflow).getResult(60, TimeUnit.SECONDS, Void.class));
  }

  @Test
  void endsIfAStrangerStartsItWithoutAnOrder() {
    startWorker();
    HostWorkflow workflow = start(null);

    assertThrows(
        WorkflowFailedException.class,
        () -> WorkflowStub.fromTyped(workflow).getResult(60, TimeUnit.SECONDS, Void.class));
  }

  /** Heartbeats carry the reports, and no history contains heartbeats. */
  @Test
  void reportsDoNotLengthenTheHistory() throws Exception {
    startWorker();
    HostWorkflow workflow = start();
    host.reporting.await();
    workflow.order(new HostOrder(HOST, true));
    host.nextOrder();

    WorkflowExecution run = WorkflowStub.fromTyped(workflow).getExecution();
    List<EventType> events =
        environment.getWorkflowClient().fetchHistory(run.getWorkflowId()).getEvents().stream()
            .map(event -> event.getEventType())
            .filter(type -> type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)
            .toList();
    assertEquals(2, events.size(), "one to report, one to obey");
  }
}
