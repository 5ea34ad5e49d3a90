package io.pim.workflows.activity;

import io.pim.model.files.DeploymentId;
import io.pim.workflows.message.DeployRequest;
import io.temporal.activity.ActivityInterface;

/** The steps of a deployment; all run on the host that has the image. */
@ActivityInterface(namePrefix = "Deploy")
public interface DeployActivities {
  /** Writes the request into the deployment's folder, where every later activity reads it. */
  void open(DeployRequest request);

  /** Ensures that the image is on this host, and sound. */
  DeployNote resolve(DeployStepRef step);

  /** Ensures that the target can take what is to be done. Changes nothing there. */
  DeployNote check(DeployStepRef step);

  /** Makes the image's file into what the target takes. */
  DeployNote convert(DeployStepRef step);

  /** Transfers the file to the target. */
  DeployNote upload(DeployStepRef step);

  /** Makes what users of the target will use, under another name. */
  DeployNote create(DeployStepRef step);

  /** Boots a copy of what was made, on the target. */
  DeployNote trial(DeployStepRef step);

  /** Lets users of the target see what was made, in one act. */
  DeployNote switchTo(DeployStepRef step);

  /** Writes what was reached to the registry. */
  DeployNote record(DeployStepRef step);

  /** Removes all but the newest deployments. */
  DeployNote prune(DeployStepRef step);

  /** Removes from the target what the deployment has made there; switches back where needed. */
  DeployNote undo(DeploymentId id);

  /** For a deployment that ends: removes everything on this host except request and log. */
  void close(DeploymentId id);
}
