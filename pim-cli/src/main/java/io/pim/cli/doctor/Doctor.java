package io.pim.cli.doctor;

import io.pim.model.config.ConfigProblems;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs all checks in parallel; a check that throws or hangs does not stop the others. */
public final class Doctor {
  private final List<Check> checks;
  private final Duration limit;

  Doctor(List<Check> checks, Duration limit) {
    this.checks = List.copyOf(checks);
    this.limit = limit;
  }

  /** The findings, in the order of the checks. */
  public List<Finding> examine() throws InterruptedException {
    ExecutorService threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "doctor");
              // Daemon threads: a check that hangs must not prevent the command from ending.
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<Finding>> findings =
          threads.invokeAll(
              checks.stream()
                  .map(check -> (java.util.concurrent.Callable<Finding>) check::look)
                  .toList(),
              limit.toMillis(),
              TimeUnit.MILLISECONDS);
      List<Finding> result = new ArrayList<>();
      for (int i = 0; i < checks.size(); i++) {
        result.add(finding(checks.get(i), findings.get(i)));
      }
      return result;
    } finally {
      threads.shutdownNow();
    }
  }

  private Finding finding(Check check, Future<Finding> future) throws InterruptedException {
    try {
      return future.get();
    } catch (CancellationException e) {
      return check.late(limit);
    } catch (ExecutionException e) {
      return failed(check.subject(), e.getCause());
    }
  }

  private static Finding failed(String subject, Throwable cause) {
    if (cause instanceof BuildFailure failure) {
      FailureReport report = failure.report();
      return Finding.fail(
          subject,
          report.what() + (report.why().isEmpty() ? "" : ": " + report.why()),
          report.todo());
    }
    if (cause instanceof ConfigProblems problems) {
      return Finding.fail(subject, problems.problems().get(0).toString(), "pim config check");
    }
    return Finding.fail(
        subject, "could not be checked: " + cause, "fix that, and run the command again");
  }
}
