package io.pim.workflows.activity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.pim.workflows.queue.TaskQueues;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every activity has a limit that ends it if its worker or host dies. */
class ActivityLimitsTest {
  private static final ActivityOptions CLEAN_UP = ActivityLimits.cleanUp("h", "clean up");

  private static Stream<Arguments> all() {
    return Stream.of(
        arguments("pim-arch-x86_64", ActivityLimits.claim("pim-arch-x86_64")),
        arguments(TaskQueues.claims("h"), ActivityLimits.claim(TaskQueues.claims("h"))),
        arguments(
            TaskQueues.claims("h"), ActivityLimits.claimAgain("h", ActivityLimits.HOST_ANSWER)),
        arguments(TaskQueues.host("h"), ActivityLimits.step("h", "install")),
        arguments(TaskQueues.host("h"), CLEAN_UP),
        arguments(TaskQueues.host("h"), ActivityLimits.undo("h")),
        arguments(TaskQueues.CONTROL, ActivityLimits.control("register")));
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyOptionIsSet(String queue, ActivityOptions options) {
    assertEquals(queue, options.getTaskQueue());
    assertTrue(options.getHeartbeatTimeout().compareTo(Duration.ofSeconds(20)) <= 0);
    assertNotNull(options.getStartToCloseTimeout());
    assertNotNull(options.getSummary());
    assertEquals(
        ActivityCancellationType.WAIT_CANCELLATION_COMPLETED, options.getCancellationType());
    RetryOptions retry = options.getRetryOptions();
    assertTrue(retry.getMaximumInterval().compareTo(Duration.ofSeconds(30)) <= 0);
    assertTrue(retry.getMaximumAttempts() >= 1000, "killed workers use up tries");
    assertTrue(
        Arrays.asList(retry.getDoNotRetry())
            .contains("io.temporal.common.converter.DataConverterException"));
  }

  @ParameterizedTest
  @MethodSource("all")
  void noticesAHostThatDoesNotAnswer(String queue, ActivityOptions options) {
    Duration answer = options.getScheduleToStartTimeout();
    if (queue.equals(TaskQueues.host("h")) || options.getSummary().endsWith("again")) {
      assertTrue(answer.compareTo(ActivityLimits.HOST_ANSWER) <= 0);
    } else {
      assertNull(answer, "a free host, or the registry's, is waited for");
    }
  }

  @Test
  void aBuildMayGiveALostHostLessTime() {
    Duration answer = Duration.ofSeconds(30);
    for (ActivityOptions options :
        List.of(
            ActivityLimits.step("h", "install", answer),
            ActivityLimits.claimAgain("h", answer),
            ActivityLimits.register("h", "register", answer),
            ActivityLimits.push("h", answer))) {
      assertEquals(answer, options.getScheduleToStartTimeout(), options.getSummary());
    }
  }

  /** A build waits for a free VM slot in a queue, not in an activity. */
  @Test
  void limitsAClaimToAShortTime() {
    for (ActivityOptions claim :
        List.of(
            ActivityLimits.claim("pim-arch-x86_64"),
            ActivityLimits.claimAgain("h", ActivityLimits.HOST_ANSWER))) {
      assertTrue(claim.getStartToCloseTimeout().compareTo(Duration.ofMinutes(10)) <= 0);
      assertNotEquals(TaskQueues.host("h"), claim.getTaskQueue(), "running builds need that one");
    }
  }

  /** No other host has the image of a deployment. */
  @Test
  void waitsForTheOnlyHostThatCanContinue() {
    ActivityOptions open = ActivityLimits.whenever("h", "open");
    assertEquals(TaskQueues.host("h"), open.getTaskQueue());
    assertNull(open.getScheduleToStartTimeout());
    assertNull(open.getScheduleToCloseTimeout());
    assertTrue(open.getStartToCloseTimeout().compareTo(Duration.ofMinutes(10)) <= 0);
  }

  @Test
  void limitsAnUndo() {
    ActivityOptions undo = ActivityLimits.undo("h");
    assertTrue(undo.getScheduleToCloseTimeout().compareTo(Duration.ofMinutes(30)) <= 0);
    assertTrue(undo.getScheduleToStartTimeout().compareTo(Duration.ofMinutes(1)) <= 0);
  }

  @Test
  void limitsTheEndOfABuild() {
    assertTrue(CLEAN_UP.getScheduleToCloseTimeout().compareTo(Duration.ofMinutes(5)) <= 0);
    assertTrue(CLEAN_UP.getScheduleToStartTimeout().compareTo(Duration.ofMinutes(1)) <= 0);
  }
}
