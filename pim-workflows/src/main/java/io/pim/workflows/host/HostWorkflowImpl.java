package io.pim.workflows.host;

import io.pim.workflows.activity.ActivityLimits;
import io.pim.workflows.activity.HostRecordActivities;
import io.pim.workflows.message.HostOrder;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;

/** Keeps one activity of the host's worker running for reports, and hands orders to the host. */
public final class HostWorkflowImpl implements HostWorkflow {
  private final String hostId;

  /** The newest order, or the state at the start. */
  private HostOrder newest;

  private boolean toHandOver;

  @WorkflowInit
  public HostWorkflowImpl(HostOrder state) {
    if (state == null) {
      // Anybody can start a workflow. Any other exception would make its first task fail endlessly.
      throw ApplicationFailure.newNonRetryableFailure("a host has an id", "NoHost");
    }
    this.hostId = state.hostId();
    this.newest = state;
  }

  @Override
  public void keep(HostOrder state) {
    Promise<Void> reports =
        Async.procedure(
            Workflow.newActivityStub(HostRecordActivities.class, ActivityLimits.hostReport(hostId))
                ::report,
            state);
    HostRecordActivities host =
        Workflow.newActivityStub(HostRecordActivities.class, ActivityLimits.hostOrder(hostId));
    while (true) {
      Workflow.await(() -> toHandOver || reports.isCompleted() || isLong());
      if (reports.isCompleted()) {
        // It ends only when the worker refuses it. The worker starts another workflow then.
        reports.get();
        return;
      }
      if (!toHandOver) {
        // The service ends the activity of this run; the next one has its own.
        Workflow.continueAsNew(newest);
      }
      toHandOver = false;
      host.obey(newest);
    }
  }

  private static boolean isLong() {
    return Workflow.getInfo().isContinueAsNewSuggested();
  }

  @Override
  public void order(HostOrder order) {
    if (order.hostId().equals(hostId)) {
      newest = order;
      toHandOver = true;
    }
  }
}
