package io.pim.cli.client;

import io.pim.model.plan.Plan;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.BuildStatus;
import io.pim.workflows.message.BuildTerms;
import io.temporal.client.WorkflowClient;
import java.util.Optional;

/** Queries a build's workflow, which can answer only while a worker runs. */
final class BuildQueries {
  private final WorkflowQueries workflows;

  BuildQueries(WorkflowClient client) {
    this.workflows = new WorkflowQueries(client);
  }

  /** The build's status; empty when no worker answers. */
  Optional<BuildStatus> status(BuildRef build) {
    return workflows.ask(build.execution(), "status", BuildStatus.class);
  }

  /** What was chosen for the build; when no worker answers, what it was started with. */
  BuildTerms terms(BuildRef build) {
    return workflows
        .ask(build.execution(), "terms", BuildTerms.class)
        .orElseGet(() -> workflows.startedWith(build.execution(), BuildRequest.class).terms());
  }

  /** The build's current plan; when no worker answers, its first plan. */
  Plan plan(BuildRef build) {
    return workflows
        .ask(build.execution(), "plan", Plan.class)
        .orElseGet(() -> workflows.startedWith(build.execution(), BuildRequest.class).plan());
  }
}
