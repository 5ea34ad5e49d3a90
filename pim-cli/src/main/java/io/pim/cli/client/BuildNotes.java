package io.pim.cli.client;

import io.pim.model.failure.FailureReport;
import io.temporal.client.WorkflowClient;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Says in a list of builds what those that do not get on are held for or wait for. */
public final class BuildNotes {
  private final BuildObserver observer;
  private boolean workersAnswer = true;

  public BuildNotes(WorkflowClient client) {
    this.observer = new BuildObserver(client);
  }

  /** The builds, with a note where there is something to say. */
  public List<BuildRow> on(List<BuildRow> rows) {
    return rows.stream().map(this::on).toList();
  }

  private BuildRow on(BuildRow row) {
    // Where no worker has answered for one build, each other would be waited for just as long.
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
