package io.pim.workflows.failure;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TimeoutFailure;
import java.util.List;

/** Converts between {@link BuildFailure} and Temporal's failures. */
public final class Failures {
  private Failures() {}

  /**
   * The failure that an activity throws: its type is the kind's name, its details are the report.
   * Temporal repeats it only if repeating the same step can help.
   */
  public static ApplicationFailure toTemporal(FailureReport report) {
    return report.kind().remedy() == FailureKind.Remedy.REPEAT_STEP
        ? ApplicationFailure.newFailure(report.what(), report.kind().name(), report)
        : toTemporalFinal(report);
  }

  /** As above, but Temporal always retries it, because another host may take it. */
  public static ApplicationFailure toTemporalRepeated(FailureReport report) {
    return ApplicationFailure.newFailure(report.what(), report.kind().name(), report);
  }

  /** The same, but Temporal never repeats it. */
  public static ApplicationFailure toTemporalFinal(FailureReport report) {
    return ApplicationFailure.newNonRetryableFailure(report.what(), report.kind().name(), report);
  }

  /** The report of a failed activity. */
  public static FailureReport of(ActivityFailure failure, String host) {
    Throwable cause = failure.getCause();
    if (cause instanceof ApplicationFailure application) {
      return of(application, failure.getActivityType() + " on host " + host);
    }
    if (cause instanceof TimeoutFailure timeout) {
      return ofTimeout(timeout, failure.getActivityType(), host);
    }
    return internal(String.valueOf(cause), failure.getActivityType());
  }

  private static FailureReport of(ApplicationFailure failure, String where) {
    try {
      FailureReport report = failure.getDetails().get(FailureReport.class);
      return report == null ? internal(failure.getOriginalMessage(), where) : report;
    } catch (RuntimeException e) {
      // The failure is not a BuildFailure: a bug, or from a worker of another version.
      return internal(failure.getType() + ": " + failure.getOriginalMessage(), where);
    }
  }

  private static FailureReport ofTimeout(TimeoutFailure timeout, String activity, String host) {
    if (timeout.getTimeoutType() == TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START
        || timeout.getTimeoutType() == TimeoutType.TIMEOUT_TYPE_HEARTBEAT) {
      return new FailureReport(
          FailureKind.HOST_LOST,
          "Host " + host + " does not answer.",
          host,
          "Its worker stopped, or the machine did.",
          "Start its worker again (pim worker run), or let the build find another host.",
          List.of());
    }
    return new FailureReport(
        FailureKind.TOOL_FAILED,
        "The step took longer than it may (" + activity + ").",
        host,
        timeout.getTimeoutType().name(),
        "Read the build's log.",
        List.of());
  }

  private static FailureReport internal(String message, String where) {
    return new FailureReport(
        FailureKind.INTERNAL,
        "PIM failed unexpectedly.",
        where,
        message,
        "Read the worker's log, and please report the problem with that log.",
        List.of());
  }
}
