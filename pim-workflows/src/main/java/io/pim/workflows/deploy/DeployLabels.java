package io.pim.workflows.deploy;

import io.pim.model.deploy.DeployPlan;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.DeployRequest;
import io.pim.workflows.visibility.BuildAttributes;
import io.temporal.common.SearchAttributes;
import java.util.Map;

/**
 * The labels of a deployment, set at its start, so that lists also contain one that no worker has
 * seen yet.
 */
public record DeployLabels(DeployRequest request) {
  /** The line that the Web UI shows. */
  public String summary() {
    DeployPlan plan = request.plan();
    return plan.act().title() + " " + plan.image().name() + ", target " + plan.target();
  }

  public Map<String, Object> memo() {
    return Map.of(BuildAttributes.DEPLOYMENT_ID_MEMO, request.id().text());
  }

  public SearchAttributes attributes() {
    DeployPlan plan = request.plan();
    return SearchAttributes.newBuilder()
        .set(BuildAttributes.PROFILE, request.id().profile())
        .set(BuildAttributes.ARCHITECTURE, request.id().architecture().id())
        .set(BuildAttributes.STATE, BuildState.WAITING.name())
        .set(BuildAttributes.STEP, plan.steps().get(0).id())
        .set(BuildAttributes.HOST, plan.image().host())
        .set(BuildAttributes.IMAGE, plan.image().name())
        .set(BuildAttributes.TARGET, plan.target())
        .build();
  }
}
