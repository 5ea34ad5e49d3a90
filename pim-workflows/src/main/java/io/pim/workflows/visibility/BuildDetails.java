package io.pim.workflows.visibility;

import io.pim.model.failure.FailureReport;
import io.pim.model.files.DeploymentId;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.BuildStatus;
import io.pim.workflows.message.DeployStart;
import io.pim.workflows.message.StepState;
import io.pim.workflows.message.StepStatus;
import io.pim.workflows.message.StorePush;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Renders a build's status as Markdown, which the Web UI shows as current details. */
public final class BuildDetails {
  private BuildDetails() {}

  public static String render(BuildStatus status) {
    StringBuilder text = new StringBuilder();
    text.append("**").append(status.state()).append("**");
    List<String> at = at(status);
    if (!at.isEmpty()) {
      text.append(at.size() > 1 ? " at steps " : " at step ").append(String.join(", ", at));
    }
    if (!status.host().isEmpty()) {
      text.append(" on host ").append(Markdown.code(status.host()));
    }
    since(status).ifPresent(time -> text.append(" since ").append(time));
    text.append("\n\nBuild ").append(Markdown.code(status.buildId().toString())).append("\n\n");
    status.moves().forEach(move -> text.append(Markdown.text(move.text())).append(".\n\n"));
    status.failure().ifPresent(failure -> append(text, failure, status));
    status
        .result()
        .ifPresent(
            result ->
                text.append("Image ")
                    .append(Markdown.code(result.image()))
                    .append(": ")
                    .append(Markdown.code(result.path()))
                    .append("\n\n"));
    status.result().ifPresent(result -> append(text, result.deployments()));
    status.result().flatMap(BuildResult::store).ifPresent(push -> append(text, push));
    DetailParts.tableHead(text);
    for (StepStatus step : status.steps()) {
      DetailParts.row(
          text, step.name(), step.state(), step.startedAt(), step.endedAt(), step.note());
    }
    return text.toString();
  }

  private static void append(StringBuilder text, List<DeployStart> deployments) {
    for (DeployStart start : deployments) {
      text.append(start.id().isPresent() ? "Deployment " : "Not deployed to ")
          .append(Markdown.code(start.id().map(DeploymentId::text).orElse(start.target())))
          .append(start.problem().isEmpty() ? "" : ": " + Markdown.text(start.problem()))
          .append("\n\n");
    }
  }

  private static void append(StringBuilder text, StorePush push) {
    text.append(push.succeeded() ? "Pushed to " : "Not pushed to ")
        .append(Markdown.code(push.place()))
        .append(push.succeeded() ? "" : ": " + Markdown.text(push.problem()))
        .append("\n\n");
  }

  /** The running steps; several while steps run at the same time. */
  private static List<String> at(BuildStatus status) {
    List<String> running =
        status.steps().stream()
            .filter(step -> step.state() == StepState.RUNNING)
            .map(StepStatus::name)
            .toList();
    List<String> names = running.size() > 1 ? running : List.of(status.step());
    return names.stream().filter(name -> !name.isEmpty()).map(Markdown::code).toList();
  }

  /**
   * The time of the build's current state: the end of the failed step, or the start of the running
   * one.
   */
  private static Optional<Instant> since(BuildStatus status) {
    return status.steps().stream()
        .filter(step -> step.name().equals(status.step()))
        .findFirst()
        .flatMap(step -> step.endedAt().or(step::startedAt))
        .map(time -> time.truncatedTo(ChronoUnit.SECONDS));
  }

  private static void append(StringBuilder text, FailureReport failure, BuildStatus status) {
    DetailParts.failure(text, failure);
    if (!status.state().isEnded()) {
      text.append("Then ").append(Markdown.code("pim build retry " + status.buildId()));
      text.append(", or the signal `retry` under More Actions; `abort` ends the build.\n\n");
      if (status.hasInstalledSystem()) {
        text.append(Markdown.code("pim build shell " + status.buildId()));
        text.append(" opens a session on the failed disk, on that host.\n\n");
      }
    }
  }
}
