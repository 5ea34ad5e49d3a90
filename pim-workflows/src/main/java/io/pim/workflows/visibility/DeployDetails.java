package io.pim.workflows.visibility;

import io.pim.model.failure.FailureReport;
import io.pim.workflows.message.DeployResult;
import io.pim.workflows.message.DeployStatus;
import io.pim.workflows.message.DeployStepStatus;
import java.util.List;

/** Renders a deployment's status as Markdown, which the Web UI shows as current details. */
public final class DeployDetails {
  private DeployDetails() {}

  public static String render(DeployStatus status) {
    StringBuilder text = new StringBuilder();
    text.append("**").append(status.state()).append("**");
    status.step().ifPresent(step -> text.append(" at step ").append(Markdown.code(step.id())));
    text.append(" on host ").append(Markdown.code(status.host()));
    text.append("\n\nDeployment ").append(Markdown.code(status.id().toString()));
    text.append(": ").append(status.act().title()).append(" image ");
    text.append(Markdown.code(status.image())).append(", target ");
    text.append(Markdown.code(status.target())).append("\n\n");
    status.failure().ifPresent(failure -> append(text, failure, status));
    status.result().ifPresent(result -> append(text, result));
    list(text, "Removed from the target again:", status.removed());
    list(text, "May still be on the target:", status.left());
    DetailParts.tableHead(text);
    for (DeployStepStatus step : status.steps()) {
      DetailParts.row(
          text, step.step().id(), step.state(), step.startedAt(), step.endedAt(), step.note());
    }
    return text.toString();
  }

  private static void append(StringBuilder text, FailureReport failure, DeployStatus status) {
    DetailParts.failure(text, failure);
    if (!status.state().isEnded()) {
      text.append("Then ").append(Markdown.code("pim deploy retry " + status.id()));
      text.append(", or the signal `retry` under More Actions; `abort` ends the deployment");
      text.append(" and removes what it made on the target.\n\n");
    }
  }

  private static void append(StringBuilder text, DeployResult result) {
    result
        .place()
        .ifPresent(
            place -> text.append("On the target: ").append(Markdown.code(place)).append("\n\n"));
    result
        .previous()
        .ifPresent(
            previous -> text.append("Before: ").append(Markdown.code(previous)).append("\n\n"));
    list(text, "Removed:", result.removed());
  }

  private static void list(StringBuilder text, String title, List<String> lines) {
    if (!lines.isEmpty()) {
      text.append(title).append("\n\n");
      lines.forEach(line -> text.append("- ").append(Markdown.text(line)).append('\n'));
      text.append('\n');
    }
  }
}
