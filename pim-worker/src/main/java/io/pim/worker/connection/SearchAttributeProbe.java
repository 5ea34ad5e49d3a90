package io.pim.worker.connection;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.process.Deadline;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Waits until newly added search attributes can be used. */
final class SearchAttributeProbe {
  private static final Duration CALL_LIMIT = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final TemporalConnection connection;

  SearchAttributeProbe(TemporalConnection connection) {
    this.connection = connection;
  }

  /**
   * Polls, because a service caches attributes for a while, and does not report when it reads them
   * again.
   */
  void awaitUsable(List<String> names, Duration limit) throws InterruptedException {
    Deadline deadline = Deadline.in(limit);
    while (!usable(names)) {
      if (deadline.isOver()) {
        throw BuildFailure.of(
                FailureKind.HOST_SETUP, "Temporal does not take its new search attributes")
            .where(connection.address())
            .why("queries with " + names + " were refused for " + limit.toSeconds() + " s")
            .todo("try again in a minute")
            .build();
      }
      TimeUnit.NANOSECONDS.sleep(deadline.remaining(PAUSE).toNanos());
    }
  }

  private boolean usable(List<String> names) {
    String query = names.stream().map(n -> n + " = 'none'").collect(Collectors.joining(" OR "));
    try {
      connection
          .stubs()
          .blockingStub()
          .withDeadlineAfter(CALL_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
          .countWorkflowExecutions(
              CountWorkflowExecutionsRequest.newBuilder()
                  .setNamespace(connection.address().namespace())
                  .setQuery(query)
                  .build());
      return true;
    } catch (StatusRuntimeException e) {
      Status.Code code = e.getStatus().getCode();
      if (code == Status.Code.INVALID_ARGUMENT) {
        return false;
      }
      if (code == Status.Code.UNIMPLEMENTED) {
        // The in-memory server cannot count, but knows an attribute as soon as it is added.
        return true;
      }
      throw e;
    }
  }
}
