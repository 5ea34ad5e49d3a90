package io.pim.workflows.activity;

import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.queue.TaskQueues;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.common.converter.DataConverterException;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * The limits for the duration, waiting and silence of activities: all of PIM's Temporal timeouts.
 */
public final class ActivityLimits {
  /** A worker without a heartbeat for this long counts as dead. */
  public static final Duration HEARTBEAT = Duration.ofSeconds(20);

  /**
   * Longer than the restart of a worker plus the queue before a step; after that the host counts as
   * lost, unless {@code build.host_timeout} says otherwise.
   */
  public static final Duration HOST_ANSWER = Duration.ofMinutes(5);

  /** How long a new build waits for the host that it prefers. */
  public static final Duration PREFERRED_HOST = Duration.ofMinutes(1);

  /** A last resort, because steps enforce their own limits. */
  private static final Duration LONGEST_STEP = Duration.ofHours(24);

  /** Practically never: a host stays known as long as it exists. */
  private static final Duration LONGEST_RECORD = Duration.ofDays(3650);

  private static final Duration SHORT_STEP = Duration.ofMinutes(10);
  private static final Duration CLEAN_UP_ANSWER = Duration.ofMinutes(1);
  private static final Duration LONGEST_CLEAN_UP = Duration.ofMinutes(5);
  private static final Duration LONGEST_UNDO = Duration.ofMinutes(30);

  /**
   * Hours of attempts in a row. Each killed worker uses up one, and no person needs to act on that.
   * Activities give up much earlier after failures of their own.
   */
  static final int TRIES = 1000;

  /**
   * About three minutes of a registry that refuses connections. A push also ends at the first
   * failure that only a person can fix; a finished build does not wait longer for it.
   */
  static final int PUSH_TRIES = 10;

  /**
   * About half a minute of a registry that refuses connections; the next layer is pushed anyway.
   */
  static final int LAYER_TRIES = 5;

  /**
   * A few seconds of a registry that refuses connections: a build that continues elsewhere makes a
   * layer again rather than wait.
   */
  static final int TAKE_TRIES = 3;

  /**
   * Failures that a worker of this version can never resolve, so a person must learn of them at
   * once.
   */
  private static final String[] NEVER_MENDED = {
    DataConverterException.class.getName(),
    NoClassDefFoundError.class.getName(),
    NoSuchMethodError.class.getName()
  };

  /** The SDK's failure type of an activity that a worker does not know. */
  public static final String UNKNOWN_ACTIVITY = IllegalArgumentException.class.getName();

  private ActivityLimits() {}

  /** The limit for the silence of a build's host. */
  public static Duration hostAnswer(BuildRequest request) {
    return request.hostTimeout().orElse(HOST_ANSWER);
  }

  /** Waits in the queue, without a limit, for a host with a free slot. */
  public static ActivityOptions claim(String queue) {
    return common(queue, "claim a host").setStartToCloseTimeout(SHORT_STEP).build();
  }

  /**
   * A claim on the host that has the build's layers. If that host does not answer in time, or has
   * no free slot for that long, other hosts are asked.
   */
  public static ActivityOptions claimAgain(String hostId, Duration answer) {
    return common(TaskQueues.claims(hostId), "claim host " + hostId + " again")
        .setStartToCloseTimeout(SHORT_STEP)
        .setScheduleToStartTimeout(answer)
        .build();
  }

  /** A claim on the host that a build prefers. Others are asked soon, because they may be free. */
  public static ActivityOptions claimFirst(String hostId) {
    return common(TaskQueues.claims(hostId), "claim host " + hostId + " first")
        .setStartToCloseTimeout(SHORT_STEP)
        .setScheduleToStartTimeout(PREFERRED_HOST)
        .build();
  }

  /** A step on a host. */
  public static ActivityOptions step(String hostId, String summary) {
    return step(hostId, summary, HOST_ANSWER);
  }

  /**
   * A step on the claimed host.
   *
   * @param answer how long the host may leave it waiting before it counts as lost
   */
  public static ActivityOptions step(String hostId, String summary, Duration answer) {
    return common(TaskQueues.host(hostId), summary)
        .setStartToCloseTimeout(LONGEST_STEP)
        .setScheduleToStartTimeout(answer)
        .build();
  }

  /** A step that fails at once if the host's worker is of an older PIM that does not know it. */
  public static ActivityOptions register(String hostId, String summary, Duration answer) {
    ActivityOptions step = step(hostId, summary, answer);
    return ActivityOptions.newBuilder(step)
        .setRetryOptions(
            RetryOptions.newBuilder(step.getRetryOptions())
                .setDoNotRetry(
                    Stream.concat(Stream.of(NEVER_MENDED), Stream.of(UNKNOWN_ACTIVITY))
                        .toArray(String[]::new))
                .build())
        .build();
  }

  /** The end of a build on a host that may be lost for good. */
  public static ActivityOptions cleanUp(String hostId, String summary) {
    return common(TaskQueues.host(hostId), summary)
        .setStartToCloseTimeout(LONGEST_CLEAN_UP)
        .setScheduleToStartTimeout(CLEAN_UP_ANSWER)
        // The limit includes all attempts: nobody waits longer for the end of a build.
        .setScheduleToCloseTimeout(LONGEST_CLEAN_UP)
        .build();
  }

  /**
   * The beginning of a try on the one host that can do it: waits for its worker without a limit.
   */
  public static ActivityOptions whenever(String hostId, String summary) {
    return common(TaskQueues.host(hostId), summary).setStartToCloseTimeout(SHORT_STEP).build();
  }

  /**
   * The removal of what a deployment made on a target. A target may take its time for that; PIM
   * does not wait for a host or a target that does not answer; the host's next worker tries again.
   */
  public static ActivityOptions undo(String hostId) {
    return common(TaskQueues.host(hostId), "undo")
        .setStartToCloseTimeout(LONGEST_UNDO)
        .setScheduleToStartTimeout(CLEAN_UP_ANSWER)
        .setScheduleToCloseTimeout(LONGEST_UNDO)
        .build();
  }

  /**
   * The push of a finished image from the host that has it. The limit includes all attempts: a
   * build that has its image does not wait endlessly for a store.
   */
  public static ActivityOptions push(String hostId, Duration answer) {
    return common(TaskQueues.host(hostId), "push to the store")
        .setStartToCloseTimeout(LONGEST_STEP)
        .setScheduleToStartTimeout(answer)
        .setScheduleToCloseTimeout(LONGEST_STEP)
        .setRetryOptions(
            RetryOptions.newBuilder()
                .setInitialInterval(Duration.ofSeconds(2))
                .setMaximumInterval(Duration.ofSeconds(30))
                .setMaximumAttempts(PUSH_TRIES)
                .setDoNotRetry(NEVER_MENDED)
                .build())
        .build();
  }

  /**
   * The push of a layer beside the steps of its build. Nothing waits for it, not even for the end
   * of one that is cancelled.
   */
  public static ActivityOptions pushLayer(String hostId, String step, Duration answer) {
    return layers(hostId, "push the layer of " + step, answer, LAYER_TRIES)
        .setCancellationType(ActivityCancellationType.TRY_CANCEL)
        .build();
  }

  /** The search for a build's layers in the shared store. */
  public static ActivityOptions takeLayers(String hostId, Duration answer) {
    return layers(hostId, "take layers from the store", answer, TAKE_TRIES).build();
  }

  /** PIM does not try again if an older worker does not know the activity. */
  private static ActivityOptions.Builder layers(
      String hostId, String summary, Duration answer, int tries) {
    ActivityOptions step = register(hostId, summary, answer);
    return ActivityOptions.newBuilder(step)
        .setRetryOptions(
            RetryOptions.newBuilder(step.getRetryOptions())
                .setInitialInterval(Duration.ofSeconds(2))
                .setMaximumAttempts(tries)
                .build());
  }

  public static ActivityOptions control(String summary) {
    return common(TaskQueues.CONTROL, summary).setStartToCloseTimeout(SHORT_STEP).build();
  }

  /** The reports of a host, which end with its workflow. Without a worker they wait for one. */
  public static ActivityOptions hostReport(String hostId) {
    return record(hostId, "report").setStartToCloseTimeout(LONGEST_RECORD).build();
  }

  /** An order for a host. It waits without a limit for a host without a worker. */
  public static ActivityOptions hostOrder(String hostId) {
    return record(hostId, "order").setStartToCloseTimeout(SHORT_STEP).build();
  }

  /** Retried often and without end, because a host with a worker must not stay unknown. */
  private static ActivityOptions.Builder record(String hostId, String summary) {
    return common(TaskQueues.record(hostId), summary)
        .setRetryOptions(
            RetryOptions.newBuilder()
                .setInitialInterval(Duration.ofSeconds(1))
                .setMaximumInterval(Duration.ofSeconds(5))
                .build());
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
