package io.pim.cli.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.model.config.NearestName;
import io.pim.model.files.BuildId;
import io.pim.model.files.Names;
import io.temporal.client.WorkflowClient;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the build that a person names: by build id; by {@code <profile>-<arch>}, which means the
 * newest; or by profile, if all its builds have one architecture.
 */
final class BuildFinder {
  private final BuildList list;
  private final BuildObserver observer;

  BuildFinder(WorkflowClient client) {
    this.list = new BuildList(client);
    this.observer = new BuildObserver(client);
  }

  /**
   * Finds the build.
   *
   * @throws io.pim.cli.output.CommandFailure when there is none; the message suggests the nearest
   *     name
   */
  BuildRow find(String typed) {
    return lookUp(typed).orElseThrow(() -> unknown(typed));
  }

  private Optional<BuildRow> lookUp(String typed) {
    if (!Names.isPlain(typed)) {
      return Optional.empty();
    }
    Optional<BuildId> id = BuildId.tryParse(typed);
    if (id.isPresent()) {
      return byId(id.get());
    }
    return newestOf(typed).or(() -> byProfile(typed));
  }

  private Optional<BuildRow> byId(BuildId id) {
    // Most often the newest run is meant, which can be read without a search.
    return newestOf(id.workflowId())
        .filter(row -> row.buildId().equals(id.text()))
        .or(
            () ->
                list.runs(id.workflowId())
                    .filter(row -> row.buildId().equals(id.text()))
                    .findFirst());
  }

  private Optional<BuildRow> newestOf(String workflowId) {
    try {
      return Optional.of(observer.row(new BuildRef("", workflowId, "")));
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Optional<BuildRow> byProfile(String profile) {
    List<BuildRow> rows = list.builds(BuildFilter.ofProfile(profile)).toList();
    List<String> workflows = rows.stream().map(BuildRow::workflowId).distinct().sorted().toList();
    if (workflows.size() > 1) {
      throw Complaint.of(
              ExitStatus.USAGE,
              "'" + profile + "' may mean any of " + String.join(", ", workflows) + ".")
          .advise("Name one of them, or give the build id (pim build list).")
          .failure();
    }
    return rows.stream().findFirst();
  }

  private RuntimeException unknown(String typed) {
    List<BuildRow> rows = list.builds(BuildFilter.all()).toList();
    List<String> known =
        rows.stream()
            .flatMap(row -> Stream.of(row.buildId(), row.workflowId(), row.profile()))
            .distinct()
            .toList();
    String nearest = NearestName.question(typed, known);
    return Complaint.of(ExitStatus.USAGE, "There is no build '" + typed + "'.")
        .because(rows.isEmpty() ? "The Temporal service has no builds." : "")
        .advise(nearest + "See what there is: pim build list")
        .failure();
  }
}
