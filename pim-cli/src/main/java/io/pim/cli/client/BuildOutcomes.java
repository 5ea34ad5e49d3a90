package io.pim.cli.client;

import io.grpc.Status;
import io.pim.cli.temporal.ServiceAway;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.BuildState;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowTargetOptions;
import io.temporal.common.converter.DataConverterException;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads outcomes of builds from their histories, which needs no worker. */
final class BuildOutcomes {
  private static final long SERVICE_SECONDS = 10;

  private final WorkflowClient client;

  BuildOutcomes(WorkflowClient client) {
    this.client = client;
  }

  /** The outcome of an ended build. */
  BuildOutcome of(BuildRef build) {
    try {
      BuildResult result =
          client
              .newUntypedWorkflowStub(
                  WorkflowTargetOptions.newBuilder()
                      .setWorkflowExecution(build.execution())
                      .build())
              .getResult(SERVICE_SECONDS, TimeUnit.SECONDS, BuildResult.class);
      return BuildOutcome.ended(BuildState.DONE, Optional.of(result), Optional.empty());
    } catch (TimeoutException e) {
      throw Status.DEADLINE_EXCEEDED.withCause(e).asRuntimeException();
    } catch (WorkflowException e) {
      if (ServiceAway.is(e)) {
        throw e;
      }
      if (e.getCause() instanceof CanceledFailure) {
        return BuildOutcome.ended(BuildState.CANCELED, Optional.empty(), Optional.empty());
      }
      return BuildOutcome.ended(BuildState.FAILED, Optional.empty(), Optional.of(report(e)));
    }
  }

  private static FailureReport report(WorkflowException e) {
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
        "The build's workflow was ended from outside, or by an unexpected error.",
        "",
        why,
        "Look at the workflow in the Web UI (pim ui), then build again.",
        List.of());
  }
}
