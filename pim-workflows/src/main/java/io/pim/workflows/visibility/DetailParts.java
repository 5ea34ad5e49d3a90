package io.pim.workflows.visibility;

import io.pim.model.failure.FailureReport;
import io.pim.workflows.message.StepState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** The parts that the details of builds and of deployments share. */
final class DetailParts {
  private DetailParts() {}

  static void failure(StringBuilder text, FailureReport failure) {
    text.append("### ").append(Markdown.text(failure.what())).append("\n\n");
    if (!failure.where().isEmpty()) {
      text.append("Where: ").append(Markdown.code(failure.where())).append("\n\n");
    }
    if (!failure.why().isEmpty()) {
      text.append(Markdown.text(failure.why())).append("\n\n");
    }
    if (!failure.lastLines().isEmpty()) {
      text.append(Markdown.fenced(failure.lastLines())).append('\n');
    }
    if (!failure.todo().isEmpty()) {
      text.append("**What to do:** ").append(Markdown.text(failure.todo())).append("\n\n");
    }
  }

  static void tableHead(StringBuilder text) {
    text.append("| step | state | took | |\n|---|---|---|---|\n");
  }

  static void row(
      StringBuilder text,
      String name,
      StepState state,
      Optional<Instant> startedAt,
      Optional<Instant> endedAt,
      String note) {
    String mark = state == StepState.RUNNING ? "**" : "";
    text.append("| ").append(mark).append(Markdown.text(name)).append(mark);
    text.append(" | ").append(state.name().toLowerCase(Locale.ROOT));
    text.append(" | ").append(took(startedAt, endedAt)).append(" | ");
    text.append(Markdown.text(note)).append(" |\n");
  }

  private static String took(Optional<Instant> startedAt, Optional<Instant> endedAt) {
    if (startedAt.isEmpty()) {
      return "";
    }
    Instant start = startedAt.get();
    return endedAt
        .map(end -> Duration.between(start, end).toSeconds() + " s")
        .orElse("since " + start.truncatedTo(ChronoUnit.SECONDS));
  }
}
