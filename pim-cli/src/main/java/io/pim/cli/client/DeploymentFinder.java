package io.pim.cli.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.model.config.NearestName;
import io.pim.model.files.DeploymentId;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowClient;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the deployment that a person names: by its id; or by target or by profile, if all
 * deployments there are of one profile, architecture and target, which means the newest.
 */
final class DeploymentFinder {
  private final WorkflowRuns runs;
  private final DeploymentList list;

  DeploymentFinder(WorkflowClient client) {
    this.runs = new WorkflowRuns(client);
    this.list = new DeploymentList(client);
  }

  /**
   * Finds the deployment.
   *
   * @throws io.pim.cli.output.CommandFailure when there is none; the message suggests the nearest
   *     name
   */
  DeploymentRow find(String typed) {
    Optional<DeploymentId> id = DeploymentId.tryParse(typed);
    // Most often the newest run is meant, which can be read without a search.
    return id.flatMap(this::newest)
        .filter(row -> row.id().equals(typed))
        .or(() -> search(typed))
        .orElseThrow(() -> unknown(typed));
  }

  private Optional<DeploymentRow> newest(DeploymentId id) {
    try {
      WorkflowExecution any = WorkflowExecution.newBuilder().setWorkflowId(id.workflowId()).build();
      return Optional.of(DeploymentRow.of(runs.facts(runs.newest(any))));
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Optional<DeploymentRow> search(String typed) {
    List<DeploymentRow> found =
        list.deployments(DeploymentFilter.all())
            .filter(
                row ->
                    row.id().equals(typed)
                        || row.target().equals(typed)
                        || row.profile().equals(typed))
            .toList();
    if (found.stream().map(DeploymentRow::workflowId).distinct().count() > 1) {
      throw Complaint.of(
              ExitStatus.USAGE, "'" + typed + "' may mean more than one of the deployments.")
          .because("they are " + String.join(", ", found.stream().map(DeploymentRow::id).toList()))
          .advise("Give the deployment's id (pim deploy list).")
          .failure();
    }
    return found.stream().findFirst();
  }

  private RuntimeException unknown(String typed) {
    List<DeploymentRow> rows = list.deployments(DeploymentFilter.all()).toList();
    List<String> known =
        rows.stream()
            .flatMap(row -> Stream.of(row.id(), row.target(), row.profile()))
            .distinct()
            .toList();
    return Complaint.of(ExitStatus.USAGE, "There is no deployment '" + typed + "'.")
        .because(rows.isEmpty() ? "The Temporal service has no deployments." : "")
        .advise(NearestName.question(typed, known) + "See what there is: pim deploy list")
        .failure();
  }
}
