package io.pim.activities.step;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.DiskFull;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.util.List;
import java.util.function.UnaryOperator;

/** Turns any exception of a step into a failure for people. */
final class StepFailures {
  private StepFailures() {}

  /** Whether the exception comes from file access on an interrupted thread. */
  static boolean isInterrupt(Throwable e) {
    Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
    return cause instanceof ClosedByInterruptException
        || cause instanceof FileLockInterruptionException
        || cause instanceof InterruptedIOException;
  }

  static FailureReport of(String what, Exception e) {
    if (e instanceof BuildFailure failure) {
      return failure.report();
    }
    if (e instanceof UncheckedIOException unchecked) {
      return ofIo(what, unchecked.getCause());
    }
    return e instanceof IOException io ? ofIo(what, io) : internal(e);
  }

  /** The report with {@code redact} applied to every text. */
  static FailureReport redacted(FailureReport report, UnaryOperator<String> redact) {
    return new FailureReport(
        report.kind(),
        redact.apply(report.what()),
        redact.apply(report.where()),
        redact.apply(report.why()),
        redact.apply(report.todo()),
        report.lastLines().stream().map(redact).toList());
  }

  private static FailureReport ofIo(String what, IOException e) {
    String message = String.valueOf(e.getMessage());
    if (DiskFull.isSaidIn(message)) {
      return new FailureReport(
          FailureKind.DISK_FULL,
          "The disk is full.",
          message,
          "There was no space left while the build was at: " + what + ".",
          "Make room.",
          List.of());
    }
    return new FailureReport(
        FailureKind.TOOL_FAILED,
        "A file could not be read or written.",
        message,
        e.getClass().getSimpleName(),
        "Check the file's permissions and its disk; PIM tries again by itself.",
        List.of());
  }

  private static FailureReport internal(Exception e) {
    return new FailureReport(
        FailureKind.INTERNAL,
        "PIM failed unexpectedly.",
        "",
        e.toString(),
        "Read the worker's log, and please report the problem with that log.",
        List.of());
  }
}
