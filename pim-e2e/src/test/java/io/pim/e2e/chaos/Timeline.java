package io.pim.e2e.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Timestamp;
import io.pim.model.json.Json;
import io.pim.workflows.message.BuildState;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.history.v1.ActivityTaskScheduledEventAttributes;
import io.temporal.api.history.v1.HistoryEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The steps of a build with their times, read from its workflow's events. */
public record Timeline(String buildId, BuildState state, boolean closed, List<StepRun> runs) {
  private static final String LAYER_PUSH = "LayerPush";

  static Timeline of(List<HistoryEvent> events) {
    String buildId = "";
    BuildState state = BuildState.WAITING;
    boolean closed = false;
    Map<Long, StepRun> runs = new LinkedHashMap<>();
    for (HistoryEvent event : events) {
      Instant at = instant(event);
      switch (event.getEventType()) {
        case EVENT_TYPE_WORKFLOW_EXECUTION_STARTED ->
            buildId = id(json(event.getWorkflowExecutionStartedEventAttributes().getInput()));
        case EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES -> state = state(event);
        case EVENT_TYPE_ACTIVITY_TASK_SCHEDULED ->
            runs.put(
                event.getEventId(),
                StepRun.scheduled(step(event.getActivityTaskScheduledEventAttributes()), at));
        case EVENT_TYPE_ACTIVITY_TASK_STARTED -> {
          var started = event.getActivityTaskStartedEventAttributes();
          runs.computeIfPresent(
              started.getScheduledEventId(), (id, r) -> r.startedAt(at, started.getAttempt()));
        }
        case EVENT_TYPE_ACTIVITY_TASK_COMPLETED ->
            runs.computeIfPresent(
                event.getActivityTaskCompletedEventAttributes().getScheduledEventId(),
                (id, r) -> r.endedAt(at, true));
        case EVENT_TYPE_ACTIVITY_TASK_FAILED ->
            runs.computeIfPresent(
                event.getActivityTaskFailedEventAttributes().getScheduledEventId(),
                (id, r) -> r.endedAt(at, false));
        case EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT ->
            runs.computeIfPresent(
                event.getActivityTaskTimedOutEventAttributes().getScheduledEventId(),
                (id, r) -> r.endedAt(at, false));
        case EVENT_TYPE_ACTIVITY_TASK_CANCELED ->
            runs.computeIfPresent(
                event.getActivityTaskCanceledEventAttributes().getScheduledEventId(),
                (id, r) -> r.endedAt(at, false));
        case EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
            EVENT_TYPE_WORKFLOW_EXECUTION_FAILED,
            EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED,
            EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED,
            EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT ->
            closed = true;
        default -> {
          // Workflow tasks, timers and signals belong to no step.
        }
      }
    }
    return new Timeline(buildId, state, closed, List.copyOf(runs.values()));
  }

  /** The newest run of a step so far. */
  public Optional<StepRun> newest(String step) {
    return of(step).reduce((earlier, later) -> later);
  }

  private Stream<StepRun> of(String step) {
    return runs.stream().filter(r -> r.step().equals(step));
  }

  /** The steps whose layers had been pushed to the shared store by then, oldest push first. */
  public List<String> pushedBefore(Instant moment) {
    return runs.stream()
        .filter(StepRun::isPush)
        .filter(r -> r.completed() && r.ended().filter(end -> end.isBefore(moment)).isPresent())
        .map(StepRun::pushedStep)
        .toList();
  }

  /** The step that ran at a moment, or the next one. */
  public String stepAt(Instant moment) {
    return runs.stream()
        .filter(r -> !r.isPush())
        .filter(r -> r.underWayAt(moment) || r.scheduled().isAfter(moment))
        .map(StepRun::step)
        .findFirst()
        .orElse("its end");
  }

  /** The time from a moment to the first activity that begins or ends after it. */
  public Optional<Duration> progressAfter(Instant moment) {
    return runs.stream()
        .flatMap(
            r -> Stream.concat(r.started().stream(), r.ended().filter(e -> r.completed()).stream()))
        .filter(at -> at.isAfter(moment))
        .min(Comparator.naturalOrder())
        .map(at -> Duration.between(moment, at));
  }

  /** How often a step started again; an attempt that joined a running machine does not count. */
  public int begun(String step) {
    return (int) of(step).count();
  }

  /** The run time, up to a moment, of work that was repeated later. */
  public Duration repeatedAfter(Instant moment, boolean machineLost) {
    Duration sum = Duration.ZERO;
    for (StepRun run : runs.stream().filter(r -> !r.isPush()).toList()) {
      boolean tookUpAgain =
          run.underWayAt(moment) && run.attempt() > 1 && machineLost && run.completed();
      boolean doneAgain =
          !run.scheduled().isAfter(moment)
              && of(run.step()).anyMatch(r -> r.scheduled().isAfter(moment));
      if (tookUpAgain || doneAgain) {
        sum = sum.plus(run.until(moment));
      }
    }
    return sum;
  }

  private static String step(ActivityTaskScheduledEventAttributes activity) {
    String type = activity.getActivityType().getName();
    String step = json(activity.getInput()).path("step").asText();
    if (step.isEmpty()) {
      return plain(type);
    }
    // It names the step whose layer it pushes, while later steps run.
    return type.equals(LAYER_PUSH) ? StepRun.PUSH + step : step;
  }

  /** The arguments of some steps contain only the build's id. */
  private static String plain(String activityType) {
    return switch (activityType) {
      case "Claim" -> "claim";
      case "Look" -> "cache";
      case "StorePush" -> "push";
      default -> activityType;
    };
  }

  private static BuildState state(HistoryEvent event) {
    Payload payload =
        event
            .getUpsertWorkflowSearchAttributesEventAttributes()
            .getSearchAttributes()
            .getIndexedFieldsOrThrow("PimState");
    return BuildState.valueOf(json(payload).asText());
  }

  /** The timeline of a build or of a deployment. */
  private static String id(JsonNode request) {
    return request.path(request.has("buildId") ? "buildId" : "id").asText();
  }

  private static JsonNode json(Payloads payloads) {
    return payloads.getPayloadsCount() == 0
        ? Json.mapper().nullNode()
        : json(payloads.getPayloads(0));
  }

  private static JsonNode json(Payload payload) {
    try {
      return Json.mapper().readTree(payload.getData().toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Instant instant(HistoryEvent event) {
    Timestamp time = event.getEventTime();
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  /** The timeline as text, to analyse a failure. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (StepRun r : runs) {
      lines.add(
          r.scheduled()
              + " "
              + r.step()
              + r.started().map(s -> " started " + s + " attempt " + r.attempt()).orElse("")
              + r.ended().map(e -> (r.completed() ? " done " : " not done ") + e).orElse(""));
    }
    return lines;
  }
}
