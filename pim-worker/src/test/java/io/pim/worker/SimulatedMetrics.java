package io.pim.worker;

import io.grpc.StatusRuntimeException;
import io.pim.worker.connection.TemporalConnection;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Counts builds on many hosts as their metrics do: five rounds, one every half minute. */
final class SimulatedMetrics {
  private static final Duration EVERY = Duration.ofSeconds(30);
  private static final int COUNTS = 5;
  private static final int AT_A_TIME = 8;

  private SimulatedMetrics() {}

  /**
   * Measures each host once, at a random moment. Returns the number of counts that the service
   * refused.
   */
  static int measure(List<TemporalConnection> hosts) throws Exception {
    // The moments are the same in each run.
    Random random = new Random(1);
    ScheduledExecutorService timer = Executors.newScheduledThreadPool(AT_A_TIME);
    try {
      List<ScheduledFuture<Integer>> all = new ArrayList<>();
      for (TemporalConnection host : hosts) {
        all.add(
            timer.schedule(
                () -> refused(host),
                (long) (random.nextDouble() * EVERY.toMillis()),
                TimeUnit.MILLISECONDS));
      }
      int refused = 0;
      for (ScheduledFuture<Integer> host : all) {
        refused += host.get();
      }
      return refused;
    } finally {
      timer.shutdownNow();
    }
  }

  private static int refused(TemporalConnection host) {
    int refused = 0;
    for (int count = 0; count < COUNTS; count++) {
      try {
        long unused =
            host.stubs()
                .blockingStub()
                .countWorkflowExecutions(
                    CountWorkflowExecutionsRequest.newBuilder()
                        .setNamespace(host.address().namespace())
                        .setQuery("ExecutionStatus = 'Running' AND WorkflowType = 'Build'")
                        .build())
                .getCount();
      } catch (StatusRuntimeException e) {
        refused++;
      }
    }
    return refused;
  }
}
