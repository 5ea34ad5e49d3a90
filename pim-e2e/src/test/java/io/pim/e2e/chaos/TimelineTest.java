package io.pim.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.temporal.api.common.v1.ActivityType;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.ActivityTaskCompletedEventAttributes;
import io.temporal.api.history.v1.ActivityTaskScheduledEventAttributes;
import io.temporal.api.history.v1.HistoryEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimelineTest {
  /** The push names the step of its layer, and runs in parallel with a later one. */
  @Test
  void thePushOfALayerIsNotARunOfItsStep() {
    Timeline timeline =
        Timeline.of(
            List.of(
                scheduled(1, 10, "Install", "install"),
                completed(2, 20, 1),
                scheduled(3, 21, "LayerPush", "install"),
                scheduled(4, 22, "RunScript", "script:work"),
                completed(5, 30, 3)));

    assertEquals(1, timeline.begun("install"));
    assertEquals(Optional.of(at(20)), timeline.newest("install").flatMap(StepRun::ended));
    assertEquals("script:work", timeline.stepAt(at(25)));
    assertEquals(List.of(), timeline.pushedBefore(at(30)));
    assertEquals(List.of("install"), timeline.pushedBefore(at(31)));
  }

  @Test
  void aRepeatedPushIsNotRepeatedWork() {
    Timeline timeline =
        Timeline.of(
            List.of(
                scheduled(1, 10, "LayerPush", "install"),
                scheduled(2, 10, "RunScript", "script:work"),
                scheduled(3, 40, "LayerPush", "install"),
                scheduled(4, 40, "RunScript", "script:work")));

    assertEquals(Duration.ofSeconds(5), timeline.repeatedAfter(at(15), true));
  }

  private static HistoryEvent scheduled(long id, long second, String type, String step) {
    Payload input =
        Payload.newBuilder()
            .setData(ByteString.copyFromUtf8("{\"step\": \"" + step + "\"}"))
            .build();
    return event(id, second, EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)
        .setActivityTaskScheduledEventAttributes(
            ActivityTaskScheduledEventAttributes.newBuilder()
                .setActivityType(ActivityType.newBuilder().setName(type))
                .setInput(Payloads.newBuilder().addPayloads(input)))
        .build();
  }

  private static HistoryEvent completed(long id, long second, long scheduled) {
    return event(id, second, EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED)
        .setActivityTaskCompletedEventAttributes(
            ActivityTaskCompletedEventAttributes.newBuilder().setScheduledEventId(scheduled))
        .build();
  }

  private static HistoryEvent.Builder event(long id, long second, EventType type) {
    return HistoryEvent.newBuilder()
        .setEventId(id)
        .setEventTime(Timestamp.newBuilder().setSeconds(second))
        .setEventType(type);
  }

  private static Instant at(long second) {
    return Instant.ofEpochSecond(second);
  }
}
