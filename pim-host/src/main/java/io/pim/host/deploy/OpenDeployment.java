package io.pim.host.deploy;

import io.pim.host.build.BuildLog;
import io.pim.host.build.Logged;
import io.pim.model.deploy.DeployPlan;
import io.pim.model.deploy.DeploySecrets;
import io.pim.model.files.DeploymentFolder;
import io.pim.model.files.DeploymentId;
import io.pim.model.target.TargetSettings;
import io.pim.workflows.message.DeployRequest;

/**
 * A deployment that was opened on this host.
 *
 * @param settings the plan's settings, read by this host's own rules
 * @param secrets the unsealed secrets; kept only in memory
 */
public record OpenDeployment(
    DeployRequest request,
    DeploymentFolder folder,
    TargetSettings settings,
    DeploySecrets secrets,
    BuildLog log)
    implements Logged {

  public DeploymentId id() {
    return request.id();
  }

  public DeployPlan plan() {
    return request.plan();
  }
}
