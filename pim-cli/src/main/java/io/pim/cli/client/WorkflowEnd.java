package io.pim.cli.client;

import io.grpc.Status;
import io.pim.cli.temporal.ServiceAway;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.workflows.message.BuildState;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.common.converter.DataConverterException;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How a workflow ended, from its history, which needs no worker.
 *
 * @param result only if it is done
 * @param failure only if it has failed
 */
record WorkflowEnd<T>(BuildState state, Optional<T> result, Optional<FailureReport> failure) {
  private static final long SERVICE_SECONDS = 10;

  /**
   * The end of a run that has ended.
   *
   * @param noun the word for the work, such as {@code build}
   * @param again what to do if it was ended from outside
   */
  static <T> WorkflowEnd<T> of(
      WorkflowClient client, WorkflowExecution run, Class<T> type, String noun, String again) {
    try {
      T result =
          client
              .newUntypedWorkflowStub(WorkflowRuns.target(run))
              .getResult(SERVICE_SECONDS, TimeUnit.SECONDS, type);
      return new WorkflowEnd<>(BuildState.DONE, Optional.of(result), Optional.empty());
    } catch (TimeoutException e) {
      throw Status.DEADLINE_EXCEEDED.withCause(e).asRuntimeException();
    } catch (WorkflowException e) {
      if (ServiceAway.is(e)) {
        throw e;
      }
      if (e.getCause() instanceof CanceledFailure) {
        return new WorkflowEnd<>(BuildState.CANCELED, Optional.empty(), Optional.empty());
      }
      return new WorkflowEnd<>(
          BuildState.FAILED, Optional.empty(), Optional.of(report(e, noun, again)));
    }
  }

  private static FailureReport report(WorkflowException e, String noun, String again) {
    String why = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
    if (e.getCause() instanceof ApplicationFailure failure) {
      why = failure.getOriginalMessage();
      try {
        FailureReport report = failure.getDetails().get(FailureReport.class);
        if (report != null) {
          return report;
        }
      } catch (DataConverterException notOurs) {
        why = why + " (" + failure.getType() + ")";
      }
    }
    return new FailureReport(
        FailureKind.INTERNAL,
        "The " + noun + "'s workflow was ended from outside, or by an unexpected error.",
        "",
        why,
        "Check the workflow in the Web UI (pim ui), then " + again + ".",
        List.of());
  }
}
