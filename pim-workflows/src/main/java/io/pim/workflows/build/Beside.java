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
 * Runs steps at the same time. All of them end before the build continues, is held or ends. So one
 * step's failure does not discard another's result, and no step still works on a host that is
 * cleaned up.
 */
final class Beside {
  private final BuildProgress progress;

  /** The running steps, in the plan's order. */
  private final Map<PlanStep, Promise<Void>> underWay = new LinkedHashMap<>();

  Beside(BuildProgress progress) {
    this.progress = progress;
  }

  /** A step that has failed. */
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
   * @throws TemporalFailure if a step has failed: the failure that decides what the build does next
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

  /** The lowest rank decides; of equal ranks the first in the plan's order. */
  private int rank(Ended ended) {
    if (!(ended.failure() instanceof ActivityFailure failure) || ended.isCancelled()) {
      return 0;
    }
    FailureKind kind = report(failure).kind();
    if (kind.remedy() != FailureKind.Remedy.NEWEST_LAYER) {
      // After a set-back the build would only meet the same problem again, which a person must fix.
      return 1;
    }
    return kind == FailureKind.HOST_LOST ? 2 : 3;
  }

  private FailureReport report(ActivityFailure failure) {
    return Failures.of(failure, progress.host());
  }
}
