package io.pim.activities.step;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pim.host.build.TestBuilds;
import io.pim.model.failure.FailureReport;
import io.pim.model.files.BuildId;
import io.pim.model.json.Json;
import io.pim.workflows.activity.StepProgress;
import io.pim.workflows.activity.StepRef;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.converter.JacksonJsonPayloadConverter;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.testing.TestActivityEnvironment;
import io.temporal.testing.TestEnvironmentOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Runs code as an activity runs, with real heartbeats and a real cancellation. */
public final class Bench implements AutoCloseable {
  private final TestActivityEnvironment environment =
      TestActivityEnvironment.newInstance(
          TestEnvironmentOptions.newBuilder()
              .setWorkflowClientOptions(
                  WorkflowClientOptions.newBuilder().setDataConverter(converter()).build())
              .build());
  private final List<StepProgress> heartbeats = new CopyOnWriteArrayList<>();
  private final AtomicReference<Supplier<?>> code = new AtomicReference<>();
  private final AtomicReference<Object> result = new AtomicReference<>();
  private final Bed bed;

  /** Any work of a test. */
  @ActivityInterface
  public interface Bed {
    void lie();
  }

  public Bench() {
    environment.setActivityHeartbeatListener(StepProgress.class, heartbeats::add);
    environment.registerActivitiesImplementations((Bed) () -> result.set(code.get().get()));
    bed =
        environment.newActivityStub(
            Bed.class,
            ActivityOptions.newBuilder()
                .setStartToCloseTimeout(Duration.ofMinutes(5))
                // The SDK sends one in 0.8 of this time, and holds back the others.
                .setHeartbeatTimeout(Duration.ofMillis(20))
                .build());
  }

  /** The converter of PIM's workers. */
  static DataConverter converter() {
    return DefaultDataConverter.newDefaultInstance()
        .withPayloadConverterOverrides(new JacksonJsonPayloadConverter(Json.mapper()));
  }

  /** A runner of the steps of these builds. */
  public static StepRunner runner(TestBuilds builds) {
    return new StepRunner(builds.builds());
  }

  /** Runs code that calls a {@link StepRunner}. */
  @SuppressWarnings("unchecked")
  public synchronized <T> T run(Supplier<T> activity) {
    code.set(activity);
    bed.lie();
    return (T) result.get();
  }

  /** Runs the code of a step. */
  public <T> T run(TestBuilds builds, BuildId id, String step, StepRunner.Body<T> body) {
    return run(() -> Bench.runner(builds).run(new StepRef(id, step), body));
  }

  /** The failure that Temporal receives from an activity. */
  public ApplicationFailure failure(Supplier<?> activity) {
    ActivityFailure failure = assertThrows(ActivityFailure.class, () -> run(activity));
    return assertInstanceOf(ApplicationFailure.class, failure.getCause());
  }

  public FailureReport report(Supplier<?> activity) {
    return failure(activity).getDetails().get(FailureReport.class);
  }

  public <T> FailureReport report(
      TestBuilds builds, BuildId id, String step, StepRunner.Body<T> body) {
    return report(() -> Bench.runner(builds).run(new StepRef(id, step), body));
  }

  /** Fails unless the activity ends as cancelled. */
  public void cancelled(Supplier<?> activity) {
    assertThrows(CanceledFailure.class, () -> run(activity));
  }

  public void cancel() {
    environment.requestCancelActivity();
  }

  public List<StepProgress> heartbeats() {
    return heartbeats;
  }

  @Override
  public void close() {
    environment.close();
  }
}
