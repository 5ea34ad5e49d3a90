package io.pim.cli.client;

import io.pim.workflows.deploy.DeployWorkflow;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.visibility.BuildAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Selects deployments for a list; empty fields select everything. */
public record DeploymentFilter(
    Optional<BuildState> state, Optional<String> target, Optional<String> profile) {

  public static DeploymentFilter all() {
    return new DeploymentFilter(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Whether it lets all deployments through. */
  public boolean isAll() {
    return state.isEmpty() && target.isEmpty() && profile.isEmpty();
  }

  /** The query for Temporal's visibility. It may return more than {@link #lets} accepts. */
  String query() {
    List<String> conditions = new ArrayList<>();
    conditions.add("WorkflowType = " + BuildFilter.quoted(DeployWorkflow.TYPE));
    target.ifPresent(name -> conditions.add(BuildFilter.equal(BuildAttributes.TARGET, name)));
    profile.ifPresent(name -> conditions.add(BuildFilter.equal(BuildAttributes.PROFILE, name)));
    state.ifPresent(wanted -> conditions.add(BuildFilter.condition(wanted)));
    return String.join(" AND ", conditions);
  }

  boolean lets(DeploymentRow row) {
    return state.map(row.state()::equals).orElse(true)
        && target.map(row.target()::equals).orElse(true)
        && profile.map(row.profile()::equals).orElse(true);
  }
}
