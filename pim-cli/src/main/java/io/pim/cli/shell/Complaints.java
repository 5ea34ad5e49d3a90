package io.pim.cli.shell;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.pim.cli.output.CommandFailure;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Problem;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureReport;
import io.pim.worker.connection.NoAnswer;
import io.temporal.common.converter.DataConverterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/** Turns any exception into a complaint for a person. */
public final class Complaints {
  private Complaints() {}

  public static Complaint of(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof CommandFailure failure) {
        return failure.complaint();
      }
      if (cause instanceof ConfigProblems problems) {
        return of(problems);
      }
      if (cause instanceof BuildFailure failure) {
        return of(failure.report());
      }
      if (cause instanceof StatusRuntimeException failure) {
        return of(failure);
      }
      if (cause instanceof FileSystemException failure) {
        return of(failure);
      }
      if (cause instanceof DataConverterException failure) {
        return of(failure);
      }
    }
    return thrown instanceof IOException || thrown instanceof UncheckedIOException
        ? Complaint.of(ExitStatus.FAILED, "A file could not be read or written.")
            .because(String.valueOf(thrown.getMessage()))
            .advise("Fix that, and run the command again.")
        : unknown(thrown);
  }

  /** The last lines of a log or console, if the exception has any. */
  public static List<String> lastLines(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof BuildFailure failure) {
        return failure.report().lastLines();
      }
    }
    return List.of();
  }

  private static Complaint of(ConfigProblems problems) {
    int count = problems.problems().size();
    return Complaint.of(
            ExitStatus.USAGE,
            count == 1
                ? "The configuration does not allow this."
                : count + " things in the configuration do not allow this.")
        .because(problems.problems().stream().map(Problem::toString).toList())
        .advise("Fix " + (count == 1 ? "it" : "them") + ", then run: pim config check");
  }

  private static Complaint of(FailureReport report) {
    return Complaint.of(ExitStatus.FAILED, report.what())
        .at(report.where())
        .because(report.why())
        .advise(report.todo());
  }

  private static Complaint of(StatusRuntimeException failure) {
    Status status = failure.getStatus();
    String why =
        status.getDescription() == null ? status.getCode().name() : status.getDescription();
    if (NoAnswer.is(status)) {
      return Complaint.of(ExitStatus.FAILED, "The Temporal service does not answer.")
          .because(why)
          .advise("Start it: pim up. A running build is not lost; it continues then.");
    }
    return switch (status.getCode()) {
      case NOT_FOUND ->
          Complaint.of(ExitStatus.FAILED, "The Temporal service does not know this.")
              .because(why)
              .advise("See what it knows: pim build list");
      case PERMISSION_DENIED, UNAUTHENTICATED ->
          Complaint.of(ExitStatus.FAILED, "The Temporal service does not allow this.")
              .because(why)
              .advise("Check TEMPORAL_API_KEY and the TLS settings of temporal.toml.");
      default ->
          Complaint.of(ExitStatus.FAILED, "The Temporal service refused.")
              .because(status.getCode() + ": " + why)
              .advise("Read its log; pim status shows the file.");
    };
  }

  private static Complaint of(DataConverterException failure) {
    return Complaint.of(
            ExitStatus.FAILED, "The Temporal service has data that this PIM does not trust.")
        .because(String.valueOf(failure.getMessage()))
        .advise(
            "All hosts that share builds need the same seal.key. Data without a PIM signature "
                + "does not come from PIM.");
  }

  private static Complaint of(FileSystemException failure) {
    String what =
        failure instanceof NoSuchFileException
            ? "A file is missing."
            : failure instanceof AccessDeniedException
                ? "Access to a file was denied."
                : "A file could not be read or written.";
    return Complaint.of(ExitStatus.FAILED, what)
        .at(String.valueOf(failure.getFile()))
        .because(failure.getReason() == null ? "" : failure.getReason())
        .advise("Fix that, and run the command again.");
  }

  private static Complaint unknown(Throwable thrown) {
    return Complaint.of(ExitStatus.FAILED, "PIM failed unexpectedly.")
        .because(thrown.getClass().getSimpleName() + ": " + thrown.getMessage())
        .advise("Run the command again with --debug, and report the output.");
  }
}
