package io.pim.cli.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.workflows.message.BuildState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NotesTest {
  private record Row(String id, BuildState state, String note) implements WorkRow {
    @Override
    public String step() {
      return "";
    }

    @Override
    public String host() {
      return "";
    }

    @Override
    public Instant startedAt() {
      return Instant.EPOCH;
    }

    @Override
    public Optional<Instant> endedAt() {
      return Optional.empty();
    }
  }

  private final List<String> asked = new ArrayList<>();

  private List<String> notes(Optional<FailureReport> status, Row... rows) {
    return new Notes<Row, FailureReport>(
            row -> {
              asked.add(row.id());
              return new Observation<>(row, status, List.of());
            },
            Optional::of,
            (row, words) -> new Row(row.id(), row.state(), words))
        .on(List.of(rows)).stream().map(Row::note).toList();
  }

  private static Row row(String id, BuildState state) {
    return new Row(id, state, "");
  }

  @Test
  void stopsAskingIfNoWorkerAnswers() {
    notes(Optional.empty(), row("a", BuildState.HELD), row("b", BuildState.HELD));
    assertEquals(List.of("a"), asked);
  }

  @Test
  void asksOnlyAboutUnfinishedBuilds() {
    FailureReport report =
        new FailureReport(FailureKind.TARGET_FULL, "It is full.", "", "", "", List.of());
    assertEquals(
        List.of("", "It is full."),
        notes(Optional.of(report), row("a", BuildState.DONE), row("b", BuildState.HELD)));
    assertEquals(List.of("b"), asked);
  }
}
