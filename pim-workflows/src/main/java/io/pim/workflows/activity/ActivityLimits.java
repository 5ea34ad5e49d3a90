package io.pim.workflows.activity;

import io.pim.workflows.queue.TaskQueues;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.common.converter.DataConverterException;
import java.time.Duration;

/** How long activities may take, wait and be silent: all of PIM's Temporal timeouts. */
public final class ActivityLimits {
  /** A worker that has not been heard of for so long is taken for dead. */
  public static final Duration HEARTBEAT = Duration.ofSeconds(20);

  /** More than a worker's restart and what queues before a step; then the host counts as lost. */
  public static final Duration HOST_ANSWER = Duration.ofMinutes(5);

  /** The steps watch their own limits; this is the last net. */
  private static final Duration LONGEST_STEP = Duration.ofHours(24);

  private static final Duration SHORT_STEP = Duration.ofMinutes(10);
  private static final Duration CLEAN_UP_ANSWER = Duration.ofMinutes(1);
  private static final Duration LONGEST_CLEAN_UP = Duration.ofMinutes(5);

  /**
   * Hours of tries in a row: each worker that is killed uses one up, and that is nothing a person
   * must mend. Activities give up much earlier on failures of their own.
   */
  static final int TRIES = 1000;

  /** What no worker of this version can do, however often it tries: a person must hear of it. */
  private static final String[] NEVER_MENDED = {
    DataConverterException.class.getName(),
    NoClassDefFoundError.class.getName(),
    NoSuchMethodError.class.getName()
  };

  private ActivityLimits() {}

  /** Waits in the queue, as long as it takes, for a host with a free slot. */
  public static ActivityOptions claim(String queue) {
    return common(queue, "claim a host").setStartToCloseTimeout(SHORT_STEP).build();
  }

  /**
   * A claim of the host that has the build's layers; another host may be asked where it does not
   * answer in time, or has no free slot for so long.
   */
  public static ActivityOptions claimAgain(String hostId) {
    return common(TaskQueues.claims(hostId), "claim host " + hostId + " again")
        .setStartToCloseTimeout(SHORT_STEP)
        .setScheduleToStartTimeout(HOST_ANSWER)
        .build();
  }

  /** A step on the host that was claimed. */
  public static ActivityOptions step(String hostId, String summary) {
    return common(TaskQueues.host(hostId), summary)
        .setStartToCloseTimeout(LONGEST_STEP)
        .setScheduleToStartTimeout(HOST_ANSWER)
        .build();
  }

  /** The end of a build on a host, which may be gone for good. */
  public static ActivityOptions cleanUp(String hostId, String summary) {
    return common(TaskQueues.host(hostId), summary)
        .setStartToCloseTimeout(LONGEST_CLEAN_UP)
        .setScheduleToStartTimeout(CLEAN_UP_ANSWER)
        // With all tries: nobody waits longer for the end of a build.
        .setScheduleToCloseTimeout(LONGEST_CLEAN_UP)
        .build();
  }

  public static ActivityOptions control(String summary) {
    return common(TaskQueues.CONTROL, summary).setStartToCloseTimeout(SHORT_STEP).build();
  }

  private static ActivityOptions.Builder common(String queue, String summary) {
    return ActivityOptions.newBuilder()
        .setTaskQueue(queue)
        .setSummary(summary)
        .setHeartbeatTimeout(HEARTBEAT)
        .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
        .setRetryOptions(
            RetryOptions.newBuilder()
                .setInitialInterval(Duration.ofSeconds(1))
                .setMaximumInterval(Duration.ofSeconds(30))
                .setMaximumAttempts(TRIES)
                .setDoNotRetry(NEVER_MENDED)
                .build());
  }
}
