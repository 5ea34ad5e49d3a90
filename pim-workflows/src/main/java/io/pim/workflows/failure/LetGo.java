package io.pim.workflows.failure;

import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.List;

/**
 * Ends an attempt whose worker is gone, or told to end: nothing has failed, and the next worker is
 * given the next attempt at once.
 */
public final class LetGo {
  /** The failure's type. */
  public static final String TYPE = FailureKind.WORKER_LOST.name();

  /**
   * Not zero, which the server takes for "no next attempt"; and long enough for the server to hear
   * that a worker which ends polls no more.
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
            "Nothing: the build goes on when the worker is back.",
            List.of());
    ApplicationFailure failure =
        ApplicationFailure.newBuilder()
            .setType(TYPE)
            .setMessage(report.what())
            .setDetails(report)
            .setNextRetryDelay(AT_ONCE)
            .setCategory(ApplicationErrorCategory.BENIGN)
            .build();
    // It says nothing, and the server keeps no failure of more than 4 KB with the next attempt.
    failure.setStackTrace(new StackTraceElement[0]);
    return failure;
  }
}
