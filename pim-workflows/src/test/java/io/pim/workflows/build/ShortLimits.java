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
 * Divides a workflow's limits for silent hosts and for its end by 60, because no server skips time
 * while an activity waits for a worker or for its heartbeat.
 *
 * <p>One run may take a minute. The server keeps that timer after the run, and its clock may jump
 * to it while nothing is under way. With a step's usual limit of a day, tests could not measure a
 * build's time.
 */
public final class ShortLimits extends WorkerInterceptorBase {
  private static final Duration LONGEST_RUN = Duration.ofMinutes(1);

  /** More than ten attempts take with the pauses between them; the server keeps this timer, too. */
  private static final Duration LONGEST_LIFE = Duration.ofMinutes(5);

  private final Duration least;
  private final Predicate<WorkflowOutboundCallsInterceptor.ActivityInput<?>> silence;

  public ShortLimits(Duration least) {
    this(least, every -> true);
  }

  /**
   * Shortens the limits for silence only if the test makes a host silent, so that a host that is
   * merely slow does not count as lost.
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
