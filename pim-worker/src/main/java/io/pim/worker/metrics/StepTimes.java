package io.pim.worker.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.pim.model.failure.FailureKind;
import io.pim.workflows.activity.ClaimActivities;
import io.pim.workflows.failure.LetGo;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Measures how long each attempt at a step takes and how it ends. */
final class StepTimes extends WorkerInterceptorBase {
  /** The bounds of the histogram: steps take from less than a second to hours. */
  private static final Duration[] BUCKETS =
      Stream.of(1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200)
          .map(Duration::ofSeconds)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;

  StepTimes(MeterRegistry registry) {
    this.registry = registry;
  }

  /** How an attempt ends. */
  enum Outcome {
    DONE,
    FAILED,
    /** The build was canceled, or the service had abandoned the attempt. */
    STOPPED,
    /** The worker stopped; the next one continues the step. */
    LET_GO,
    /** A claim came to a host that was full; the build waits. */
    FULL
  }

  @Override
  public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
    return new Attempt(next);
  }

  private final class Attempt extends ActivityInboundCallsInterceptorBase {
    private Optional<String> step = Optional.empty();

    Attempt(ActivityInboundCallsInterceptor next) {
      super(next);
    }

    @Override
    public void init(ActivityExecutionContext context) {
      step = StepNames.of(context.getInfo().getActivityType());
      super.init(context);
    }

    @Override
    public ActivityOutput execute(ActivityInput input) {
      long start = System.nanoTime();
      try {
        ActivityOutput output = super.execute(input);
        end(start, Outcome.DONE);
        return output;
      } catch (RuntimeException e) {
        Outcome outcome = outcome(e);
        end(start, outcome);
        if (outcome == Outcome.FAILED) {
          step.ifPresent(name -> failure(name, kind(e)).increment());
        }
        throw e;
      }
    }

    private void end(long start, Outcome outcome) {
      long nanos = System.nanoTime() - start;
      step.ifPresent(name -> timer(name, outcome).record(nanos, TimeUnit.NANOSECONDS));
    }
  }

  private Timer timer(String step, Outcome outcome) {
    return Timer.builder("pim.step.duration")
        .description("Attempts at the steps of builds and deployments")
        .tags("step", step, "outcome", StepNames.lower(outcome.name()))
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  private Counter failure(String step, FailureKind kind) {
    return Counter.builder("pim.step.failures")
        .description("Attempts at steps that failed, by the kind of failure")
        .tags("step", step, "kind", StepNames.lower(kind.name()))
        .register(registry);
  }

  static Outcome outcome(RuntimeException e) {
    if (e instanceof ActivityCompletionException) {
      return Outcome.STOPPED;
    }
    String type = type(e);
    if (type.equals(LetGo.TYPE)) {
      return Outcome.LET_GO;
    }
    return type.equals(ClaimActivities.NO_ROOM) ? Outcome.FULL : Outcome.FAILED;
  }

  /** The kind of a failure; {@code INTERNAL} for one that is not PIM's. */
  static FailureKind kind(RuntimeException e) {
    return Arrays.stream(FailureKind.values())
        .filter(kind -> kind.name().equals(type(e)))
        .findFirst()
        .orElse(FailureKind.INTERNAL);
  }

  private static String type(RuntimeException e) {
    return e instanceof ApplicationFailure failure ? failure.getType() : "";
  }
}
