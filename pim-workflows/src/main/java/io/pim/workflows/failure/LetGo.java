package io.pim.workflows.failure;

import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.List;

/**
 * Ends an attempt whose worker is dead or shutting down. Nothing has failed, and the next worker
 * gets the next attempt at once.
 */
public final class LetGo {
  /** The failure's type. */
  public static final String TYPE = FailureKind.WORKER_LOST.name();

  /**
   * The delay before the next attempt. Zero would mean "no next attempt" to the server, and the
   * server needs a moment to notice that an ending worker has stopped polling.
   */
  static final Duration AT_ONCE = Duration.ofMillis(100);

  private LetGo() {}

  /** The failure of an attempt at {@code what}. */
  public static ApplicationFailure of(String what) {
    FailureReport report =
        new FailureReport(
            FailureKind.WORKER_LOST,
            "The worker stopped while the build was at: " + what + ".",
            "",
            "",
            "Nothing: the build continues when the worker is back.",
            List.of());
    ApplicationFailure failure =
        ApplicationFailure.newBuilder()
            .setType(TYPE)
            .setMessage(report.what())
            .setDetails(report)
            .setNextRetryDelay(AT_ONCE)
            .setCategory(ApplicationErrorCategory.BENIGN)
            .build();
    // It has no information, and the server drops failures of more than 4 KB from the next attempt.
    failure.setStackTrace(new StackTraceElement[0]);
    return failure;
  }
}
