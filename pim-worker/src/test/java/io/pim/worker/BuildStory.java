package io.pim.worker;

import com.google.protobuf.Timestamp;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.ActivityTaskScheduledEventAttributes;
import io.temporal.api.history.v1.HistoryEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * The facts in a build's history, by the server's clock.
 *
 * @param events without those of workflow tasks that a busy machine had to repeat
 * @param host the queue of the build's host
 * @param asked when it requested a slot
 * @param claimed when a host began to give it one
 * @param freed when the host had it back
 */
record BuildStory(
    int events,
    String host,
    Instant started,
    Instant asked,
    Instant claimed,
    Instant freed,
    Instant ended) {
  private static final int EVENTS_OF_A_TASK = 3;
  private static final Set<EventType> OF_TASKS =
      EnumSet.of(
          EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
          EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
          EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
          EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT,
          EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED);

  static BuildStory of(List<HistoryEvent> history) {
    HistoryEvent claim = scheduled(history, "Claim");
    HistoryEvent cleanUp = scheduled(history, "CleanUp");
    return new BuildStory(
        events(history),
        cleanUp.getActivityTaskScheduledEventAttributes().getTaskQueue().getName(),
        time(history.get(0)),
        time(claim),
        time(
            of(
                history,
                claim,
                e -> e.getActivityTaskStartedEventAttributes().getScheduledEventId())),
        time(
            of(
                history,
                cleanUp,
                e -> e.getActivityTaskCompletedEventAttributes().getScheduledEventId())),
        time(history.get(history.size() - 1)));
  }

  Duration waited() {
    return Duration.between(asked, claimed);
  }

  Duration took() {
    return Duration.between(started, ended);
  }

  /** Leaves out events of workflow tasks that timed out on a loaded machine and were repeated. */
  static int events(List<HistoryEvent> history) {
    long ofTasks =
        history.stream().filter(event -> OF_TASKS.contains(event.getEventType())).count();
    long done =
        history.stream()
            .filter(e -> e.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED)
            .count();
    return (int) (history.size() - ofTasks + EVENTS_OF_A_TASK * done);
  }

  private static HistoryEvent scheduled(List<HistoryEvent> history, String activity) {
    return first(
        history,
        event -> {
          ActivityTaskScheduledEventAttributes its =
              event.getActivityTaskScheduledEventAttributes();
          return its.getActivityType().getName().equals(activity);
        });
  }

  private static HistoryEvent of(
      List<HistoryEvent> history, HistoryEvent scheduled, ToLongFunction<HistoryEvent> id) {
    return first(history, event -> id.applyAsLong(event) == scheduled.getEventId());
  }

  private static HistoryEvent first(List<HistoryEvent> history, Predicate<HistoryEvent> is) {
    return history.stream().filter(is).findFirst().orElseThrow();
  }

  private static Instant time(HistoryEvent event) {
    Timestamp time = event.getEventTime();
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }
}
