package io.pim.activities.step;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.OpenBuilds;
import io.pim.host.build.StepContext;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.files.BuildId;
import io.pim.workflows.activity.StepRef;
import io.pim.workflows.failure.Failures;
import io.pim.workflows.failure.LetGo;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import io.temporal.client.ActivityWorkerShutdownException;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the code of steps: opens the build, sends heartbeats, and turns every exception into a
 * failure that says what, where, why and what to do.
 */
public final class StepRunner {
  private static final Logger LOG = LoggerFactory.getLogger(StepRunner.class);

  private final FailedTries failedTries = new FailedTries();
  private final OpenBuilds builds;

  public StepRunner(OpenBuilds builds) {
    this.builds = builds;
  }

  /** The code of a step. */
  @FunctionalInterface
  public interface Body<T> {
    T run(StepContext context) throws IOException, InterruptedException;
  }

  /** Code for a build that belongs to none of its steps. */
  @FunctionalInterface
  public interface BuildBody<T> {
    T run(OpenBuild build, Heartbeat heartbeat) throws IOException, InterruptedException;
  }

  /** Runs a step of a build that was opened on this host. */
  public <T> T run(StepRef ref, Body<T> body) {
    return run(
        ref.buildId(),
        ref.step(),
        (build, heartbeat) ->
            BuildTurn.await(build.folder(), build.step(ref.step()).kind(), heartbeat),
        (build, heartbeat) -> body.run(new StepContext(build, build.step(ref.step()), heartbeat)));
  }

  /** Runs code for a build that was opened on this host. */
  public <T> T run(BuildId id, String what, BuildBody<T> body) {
    return run(id, what, (build, heartbeat) -> BuildTurn.await(build.folder(), heartbeat), body);
  }

  private <T> T run(BuildId id, String what, BuildBody<BuildTurn> turns, BuildBody<T> body) {
    return guarded(
        what,
        heartbeat -> {
          OpenBuild build = builds.open(id);
          heartbeat.redactWith(build.log()::redact);
          BuildTurn turn = turns.run(build, heartbeat);
          try {
            return body.run(build, heartbeat);
          } catch (ActivityCompletionException | ApplicationFailure e) {
            throw e;
          } catch (IOException | RuntimeException e) {
            heartbeat.throwIfEnded();
            if (StepFailures.isInterrupt(e)) {
              throw e;
            }
            throw asBuildFailure(build, what, e);
          } finally {
            turn.close();
          }
        });
  }

  /** Code that needs no open build. */
  @FunctionalInterface
  public interface PlainBody<T> {
    T run(Heartbeat heartbeat) throws IOException, InterruptedException;
  }

  /** Runs code that ends parts of a build, after none of its steps is running any more. */
  public <T> T ending(BuildId id, String what, PlainBody<T> body) {
    return guarded(
        what,
        heartbeat -> {
          BuildTurn turn = BuildTurn.awaitSoon(builds.folder(id), heartbeat);
          try {
            return body.run(heartbeat);
          } finally {
            turn.close();
          }
        });
  }

  /** Runs code with heartbeats. */
  public <T> T guarded(String what, PlainBody<T> body) {
    return guarded(what, body, Failures::toTemporal);
  }

  /**
   * As above, for an activity that another host may take. A problem that only a person can fix on
   * this host may not exist there, so Temporal retries it like any other failure.
   */
  public <T> T guardedForAnyHost(String what, PlainBody<T> body) {
    return guarded(what, body, Failures::toTemporalRepeated);
  }

  private <T> T guarded(
      String what, PlainBody<T> body, Function<FailureReport, ApplicationFailure> toTemporal) {
    try {
      return attempt(what, body, toTemporal);
    } catch (ActivityWorkerShutdownException e) {
      throw LetGo.of(what);
    }
  }

  private <T> T attempt(
      String what, PlainBody<T> body, Function<FailureReport, ApplicationFailure> toTemporal) {
    ActivityExecutionContext context = Activity.getExecutionContext();
    Heartbeat heartbeat = new Heartbeat(context, what);
    try {
      T result = body.run(heartbeat);
      failedTries.forget(context.getInfo());
      return result;
    } catch (InterruptedException e) {
      heartbeat.throwIfEnded();
      throw LetGo.of(what);
    } catch (ActivityCompletionException | ApplicationFailure e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      heartbeat.throwIfEnded();
      if (StepFailures.isInterrupt(e)) {
        throw LetGo.of(what);
      }
      FailureReport report = StepFailures.of(what, e);
      if (report.kind() == FailureKind.INTERNAL && !(e instanceof BuildFailure)) {
        LOG.error("step {} failed in a way PIM does not know", what, e);
      }
      throw failedTries.countFailure(context.getInfo())
          ? Failures.toTemporalFinal(report)
          : toTemporal.apply(report);
    } finally {
      heartbeat.close();
      // Clears a late interrupt: it belongs to this step, not to the next one on this thread.
      Thread.interrupted();
    }
  }

  /** The failure without secrets, because history keeps it; also written to the build's log. */
  private static BuildFailure asBuildFailure(OpenBuild build, String step, Exception e) {
    FailureReport report = StepFailures.redacted(StepFailures.of(step, e), build.log()::redact);
    if (report.kind() == FailureKind.INTERNAL) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      LOG.error(
          "step {} failed in a way PIM does not know: {}",
          step,
          build.log().redact(trace.toString()));
    }
    try {
      log(build, step, report);
    } catch (UncheckedIOException full) {
      // Ignored, most often a full disk: the step's own failure is more important.
      LOG.warn("cannot write to {}: {}", build.folder().log(), full.getMessage());
    }
    // The cause is left out, because its message may contain secrets.
    return new BuildFailure(report, null);
  }

  private static void log(OpenBuild build, String step, FailureReport report) {
    build.log().add(step, "FAILED: " + report.what() + " " + report.why());
    report.lastLines().forEach(line -> build.log().add(step, "  | " + line));
    build.log().add(step, "what to do: " + report.todo());
  }
}
