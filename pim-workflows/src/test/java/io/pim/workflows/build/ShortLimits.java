package io.pim.workflows.build;

import io.temporal.activity.ActivityOptions;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptorBase;
import java.time.Duration;

/**
 * Divides what a workflow lets hosts be silent for, and its end take, by 60: no server skips time
 * while an activity waits for a worker or for its heartbeat. How long a step may take stays.
 */
final class ShortLimits extends WorkerInterceptorBase {
  private final Duration least;

  ShortLimits(Duration least) {
    this.least = least;
  }

  @Override
  public WorkflowInboundCallsInterceptor interceptWorkflow(WorkflowInboundCallsInterceptor next) {
    return new WorkflowInboundCallsInterceptorBase(next) {
      @Override
      public void init(WorkflowOutboundCallsInterceptor outbound) {
        super.init(shortening(outbound));
      }
    };
  }

  private WorkflowOutboundCallsInterceptor shortening(WorkflowOutboundCallsInterceptor next) {
    return new WorkflowOutboundCallsInterceptorBase(next) {
      @Override
      public <R> ActivityOutput<R> executeActivity(ActivityInput<R> input) {
        return super.executeActivity(
            new ActivityInput<>(
                input.getActivityName(),
                input.getResultClass(),
                input.getResultType(),
                input.getArgs(),
                shortened(input.getOptions()),
                input.getHeader()));
      }
    };
  }

  private ActivityOptions shortened(ActivityOptions options) {
    return ActivityOptions.newBuilder(options)
        .setHeartbeatTimeout(shortened(options.getHeartbeatTimeout()))
        .setScheduleToCloseTimeout(shortened(options.getScheduleToCloseTimeout()))
        .setScheduleToStartTimeout(shortened(options.getScheduleToStartTimeout()))
        .build();
  }

  private Duration shortened(Duration limit) {
    if (limit == null) {
      return null;
    }
    Duration part = limit.dividedBy(60);
    return part.compareTo(least) < 0 ? least : part;
  }
}
