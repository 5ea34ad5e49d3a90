package io.pim.workflows.build;

import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.plan.PlanStep;
import io.pim.workflows.failure.Failures;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Promise;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Steps that run beside each other. All of them end before the build goes on, is held or ends: what
 * one has done need not be done again because another failed, and nobody is at work on a host that
 * is cleaned up.
 */
final class Beside {
  private final BuildProgress progress;

  /** In the plan's order. */
  private final Map<PlanStep, Promise<Void>> underWay = new LinkedHashMap<>();

  Beside(BuildProgress progress) {
    this.progress = progress;
  }

  /** A step that has ended, and not well. */
  private record Ended(PlanStep step, TemporalFailure failure) {
    boolean isCancelled() {
      return failure instanceof CanceledFailure || failure.getCause() instanceof CanceledFailure;
    }
  }

  void start(PlanStep step, Functions.Proc work) {
    underWay.put(step, Async.procedure(() -> run(step, work)));
  }

  private void run(PlanStep step, Functions.Proc work) {
    try {
      work.apply();
    } catch (ActivityFailure e) {
      if (!new Ended(step, e).isCancelled()) {
        progress.stopped(step.name(), report(e).what());
      }
      throw e;
    }
  }

  /**
   * Waits until every step has ended.
   *
   * @throws TemporalFailure the one failure that says how the build goes on, where any has failed
   */
  void join() {
    List<Ended> failed = new ArrayList<>();
    underWay.forEach(
        (step, end) -> {
          try {
            end.get();
          } catch (ActivityFailure | CanceledFailure e) {
            failed.add(new Ended(step, e));
          }
        });
    underWay.clear();
    Optional<Ended> first = first(failed);
    if (first.isPresent()) {
      progress.standsAt(first.get().step().name());
      throw first.get().failure();
    }
  }

  private Optional<Ended> first(List<Ended> failed) {
    return failed.stream().min(Comparator.comparingInt(this::rank));
  }

  /** Of equals the first in the plan's order counts. */
  private int rank(Ended ended) {
    if (!(ended.failure() instanceof ActivityFailure failure) || ended.isCancelled()) {
      return 0;
    }
    FailureKind kind = report(failure).kind();
    if (kind.remedy() != FailureKind.Remedy.NEWEST_LAYER) {
      // Going on from the newest layer would meet what a person must mend again.
      return 1;
    }
    return kind == FailureKind.HOST_LOST ? 2 : 3;
  }

  private FailureReport report(ActivityFailure failure) {
    return Failures.of(failure, progress.host());
  }
}
