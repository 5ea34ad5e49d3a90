package io.pim.cli.client;

import io.pim.model.failure.FailureReport;
import io.temporal.client.WorkflowClient;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Adds to a list why builds are held, and what waiting builds wait for. */
final class BuildNotes {
  private final BuildObserver observer;
  private boolean workersAnswer = true;

  BuildNotes(WorkflowClient client) {
    this.observer = new BuildObserver(client);
  }

  /** The builds, with a note where there is one. */
  List<BuildRow> on(List<BuildRow> rows) {
    return rows.stream().map(this::on).toList();
  }

  private BuildRow on(BuildRow row) {
    // When no worker has answered for one build, asking for the others would only wait as long
    // again.
    if (row.state().isEnded() || !workersAnswer) {
      return row;
    }
    Observation seen = observer.observe(row.ref());
    workersAnswer = seen.status().isPresent();
    Optional<String> heldFor =
        seen.status().flatMap(status -> status.failure()).map(FailureReport::what);
    Stream<String> waitsFor =
        seen.pending().stream().map(PendingStep::waitsFor).filter(words -> !words.isEmpty());
    return row.noting(Stream.concat(heldFor.stream(), waitsFor).findFirst().orElse(""));
  }
}
