package io.pim.workflows.build;

import io.temporal.activity.ActivityOptions;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptorBase;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Divides what a workflow lets hosts be silent for, and its end take, by 60: no server skips time
 * while an activity waits for a worker or for its heartbeat.
 *
 * <p>How long one run may take is a minute: the server keeps that timer when the run has ended, and
 * on a busy machine, where for a moment nothing is under way, its clock jumps to it. From a step's
 * limit of a day no test could tell how long a build took.
 */
public final class ShortLimits extends WorkerInterceptorBase {
  private static final Duration LONGEST_RUN = Duration.ofMinutes(1);

  /** More than ten tries take with the pauses between them; its timer is kept as well. */
  private static final Duration LONGEST_LIFE = Duration.ofMinutes(5);

  private final Duration least;
  private final Predicate<WorkflowOutboundCallsInterceptor.ActivityInput<?>> silence;

  public ShortLimits(Duration least) {
    this(least, every -> true);
  }

  /**
   * Limits of which those for silence are short only where a host is to be silent: a host that is
   * merely slow, as all is on a busy machine, is not taken for lost.
   */
  public ShortLimits(
      Duration least, Predicate<WorkflowOutboundCallsInterceptor.ActivityInput<?>> silence) {
    this.least = least;
    this.silence = silence;
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
                shortened(input.getOptions(), silence.test(input)),
                input.getHeader()));
      }
    };
  }

  private ActivityOptions shortened(ActivityOptions options, boolean silence) {
    ActivityOptions.Builder shorter =
        ActivityOptions.newBuilder(options)
            .setStartToCloseTimeout(LONGEST_RUN)
            .setScheduleToCloseTimeout(lifetime(options.getScheduleToCloseTimeout()));
    if (silence) {
      shorter
          .setHeartbeatTimeout(shortened(options.getHeartbeatTimeout()))
          .setScheduleToStartTimeout(shortened(options.getScheduleToStartTimeout()));
    }
    return shorter.build();
  }

  private Duration lifetime(Duration limit) {
    Duration shorter = shortened(limit);
    return shorter == null || shorter.compareTo(LONGEST_LIFE) < 0 ? shorter : LONGEST_LIFE;
  }

  private Duration shortened(Duration limit) {
    if (limit == null) {
      return null;
    }
    Duration part = limit.dividedBy(60);
    return part.compareTo(least) < 0 ? least : part;
  }
}
