package io.pim.activities.step;

import io.pim.host.build.BuildLog;
import io.pim.host.build.Logged;
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
import java.nio.file.Path;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the code of steps: opens the build or deployment, sends heartbeats, and turns every
 * exception into a failure that says what, where, why and what to do.
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
    return run(what, () -> builds.open(id), turns::run, body::run);
  }

  /** Opens a build or deployment for a step. */
  @FunctionalInterface
  public interface Opening<S extends Logged> {
    S open() throws IOException;
  }

  /** Code for an open build or deployment. */
  @FunctionalInterface
  public interface OpenBody<S extends Logged, T> {
    T run(S open, Heartbeat heartbeat) throws IOException, InterruptedException;
  }

  /**
   * Runs code for a build or deployment that was opened on this host, one try at a time.
   *
   * @param turn the lock file of the one try
   */
  public <S extends Logged, T> T run(
      String what, Opening<S> opening, Path turn, OpenBody<S, T> body) {
    return run(what, opening, (open, heartbeat) -> BuildTurn.await(turn, heartbeat), body);
  }

  private <S extends Logged, T> T run(
      String what, Opening<S> opening, OpenBody<S, BuildTurn> turns, OpenBody<S, T> body) {
    return guarded(
        what,
        heartbeat -> {
          S open = opening.open();
          heartbeat.redactWith(open.log()::redact);
          BuildTurn turn = turns.run(open, heartbeat);
          try {
            return body.run(open, heartbeat);
          } catch (ActivityCompletionException | ApplicationFailure e) {
            throw e;
          } catch (IOException | RuntimeException e) {
            heartbeat.throwIfEnded();
            if (StepFailures.isInterrupt(e)) {
              throw e;
            }
            throw asBuildFailure(open.log(), what, e);
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

  /**
   * Runs code that begins or ends something, after no try with this lock file is running any more.
   */
  public <T> T ending(Path turn, String what, PlainBody<T> body) {
    return guarded(
        what,
        heartbeat -> {
          BuildTurn its = BuildTurn.awaitSoon(turn, heartbeat);
          try {
            return body.run(heartbeat);
          } finally {
            its.close();
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

  /** The failure without secrets, because history keeps it; also written to the log. */
  private static BuildFailure asBuildFailure(BuildLog log, String step, Exception e) {
    FailureReport report = StepFailures.redacted(StepFailures.of(step, e), log::redact);
    if (report.kind() == FailureKind.INTERNAL) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      LOG.error(
          "step {} failed in a way PIM does not know: {}", step, log.redact(trace.toString()));
    }
    try {
      log(log, step, report);
    } catch (UncheckedIOException full) {
      // Ignored, most often a full disk: the step's own failure is more important.
      LOG.warn("cannot write to the log of step {}: {}", step, full.getMessage());
    }
    // The cause is left out, because its message may contain secrets.
    return new BuildFailure(report, null);
  }

  private static void log(BuildLog log, String step, FailureReport report) {
    log.add(step, "FAILED: " + report.what() + " " + report.why());
    report.lastLines().forEach(line -> log.add(step, "  | " + line));
    log.add(step, "what to do: " + report.todo());
  }
}
