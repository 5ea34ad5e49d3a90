package io.pim.cli.client;

import io.pim.model.failure.FailureReport;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/** Adds to a list why builds or deployments are held, and what waiting ones wait for. */
final class Notes<R extends WorkRow, S> {
  private final Function<R, Observation<R, S>> observe;
  private final Function<S, Optional<FailureReport>> failure;
  private final BiFunction<R, String, R> noting;
  private boolean workersAnswer = true;

  /**
   * Adds no notes yet.
   *
   * @param observe asks the service and the workflow
   * @param failure why it is held
   * @param noting the same row with a note
   */
  Notes(
      Function<R, Observation<R, S>> observe,
      Function<S, Optional<FailureReport>> failure,
      BiFunction<R, String, R> noting) {
    this.observe = observe;
    this.failure = failure;
    this.noting = noting;
  }

  /** The rows, with a note where there is one. */
  List<R> on(List<R> rows) {
    return rows.stream().map(this::on).toList();
  }

  private R on(R row) {
    // When no worker has answered for one, asking for the others would only wait as long again.
    if (row.state().isEnded() || !workersAnswer) {
      return row;
    }
    Observation<R, S> seen = observe.apply(row);
    workersAnswer = seen.status().isPresent();
    Optional<String> heldFor = seen.status().flatMap(failure).map(FailureReport::what);
    Stream<String> waitsFor =
        seen.pending().stream().map(PendingStep::waitsFor).filter(words -> !words.isEmpty());
    return noting.apply(row, Stream.concat(heldFor.stream(), waitsFor).findFirst().orElse(""));
  }
}
