package io.pim.activities.build;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.files.BuildId;
import io.pim.model.plan.PlanStep;
import io.pim.workflows.activity.StepRef;
import io.pim.workflows.failure.Failures;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the code of steps: opens the build, keeps the heartbeat going, and turns whatever is thrown
 * into a failure that says what, where, why and what to do.
 */
public final class StepRunner {
  private static final Logger LOG = LoggerFactory.getLogger(StepRunner.class);

  /** After so many tries in a row a failure of infrastructure is put before a person. */
  private static final int TRIES = 10;

  private final OpenBuilds builds;

  public StepRunner(OpenBuilds builds) {
    this.builds = builds;
  }

  /** The code of a step. */
  @FunctionalInterface
  public interface Body<T> {
    T run(StepContext context) throws IOException, InterruptedException;
  }

  /** Code that belongs to a build, but to none of its steps. */
  @FunctionalInterface
  public interface BuildBody<T> {
    T run(OpenBuild build, Heartbeat heartbeat) throws IOException, InterruptedException;
  }

  /** Runs a step of a build that was opened on this host. */
  public <T> T run(StepRef ref, Body<T> body) {
    return guarded(
        ref.step(),
        heartbeat -> {
          OpenBuild build = builds.open(ref.buildId());
          PlanStep step = build.step(ref.step());
          try {
            return body.run(new StepContext(build, step, heartbeat));
          } catch (BuildFailure e) {
            log(build, ref.step(), e.report());
            throw e;
          }
        });
  }

  /** Runs something for a build that was opened on this host. */
  public <T> T run(BuildId id, String what, BuildBody<T> body) {
    return guarded(what, heartbeat -> body.run(builds.open(id), heartbeat));
  }

  /** Code that needs no opened build. */
  @FunctionalInterface
  public interface PlainBody<T> {
    T run(Heartbeat heartbeat) throws IOException, InterruptedException;
  }

  /** Runs anything under a heartbeat. */
  public <T> T guarded(String what, PlainBody<T> body) {
    ActivityExecutionContext context = Activity.getExecutionContext();
    int attempt = context.getInfo().getAttempt();
    Heartbeat heartbeat = new Heartbeat(context, what);
    try {
      return body.run(heartbeat);
    } catch (BuildFailure e) {
      heartbeat.throwIfEnded();
      throw thrown(e.report(), attempt);
    } catch (IOException e) {
      heartbeat.throwIfEnded();
      throw thrown(ofIo(what, e), attempt);
    } catch (InterruptedException e) {
      heartbeat.throwIfEnded();
      Thread.currentThread().interrupt();
      throw thrown(interrupted(what), attempt);
    } catch (ActivityCompletionException | ApplicationFailure e) {
      throw e;
    } catch (RuntimeException e) {
      heartbeat.throwIfEnded();
      LOG.error("step {} failed in a way PIM does not know", what, e);
      throw thrown(internal(e), attempt);
    } finally {
      heartbeat.close();
      // A late interrupt belongs to this step, not to the next one on this thread.
      Thread.interrupted();
    }
  }

  private static ApplicationFailure thrown(FailureReport report, int attempt) {
    return attempt >= TRIES ? Failures.toTemporalFinal(report) : Failures.toTemporal(report);
  }

  private static void log(OpenBuild build, String step, FailureReport report) {
    build.log().add(step, "FAILED: " + report.what() + " " + report.why());
    report.lastLines().forEach(line -> build.log().add(step, "  | " + line));
    build.log().add(step, "what to do: " + report.todo());
  }

  private static FailureReport ofIo(String what, IOException e) {
    String message = String.valueOf(e.getMessage());
    if (message.toLowerCase(Locale.ROOT).contains("no space left")) {
      return new FailureReport(
          FailureKind.DISK_FULL,
          "The disk is full.",
          message,
          "There was no space left while the build was at: " + what + ".",
          "Make room, then: pim build retry.",
          List.of());
    }
    return new FailureReport(
        FailureKind.TOOL_FAILED,
        "A file could not be read or written.",
        message,
        e.getClass().getSimpleName(),
        "Look at the file's rights and its disk; PIM tries again by itself.",
        List.of());
  }

  private static FailureReport interrupted(String what) {
    return new FailureReport(
        FailureKind.TOOL_FAILED,
        "The worker stopped while the build was at: " + what + ".",
        "",
        "",
        "Nothing: the build goes on when the worker is back.",
        List.of());
  }

  private static FailureReport internal(RuntimeException e) {
    return new FailureReport(
        FailureKind.INTERNAL,
        "PIM failed in a way it does not know.",
        "",
        e.toString(),
        "Look into the worker's log; please report it with that log.",
        List.of());
  }
}
