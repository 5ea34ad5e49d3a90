package io.pim.workflows.activity;

import io.pim.model.files.DeploymentId;
import io.pim.workflows.message.DeployRequest;
import io.temporal.activity.ActivityInterface;

/** The steps of a deployment; all run on the host that has the image. */
@ActivityInterface(namePrefix = "Deploy")
public interface DeployActivities {
  /** Writes the request into the deployment's folder, where every later activity reads it. */
  void open(DeployRequest request);

  /** Ensures that the image is on this host, and intact. */
  DeployNote resolve(DeployStepRef step);

  /** Ensures that the target allows the deployment. Changes nothing there. */
  DeployNote check(DeployStepRef step);

  /** Converts the image's file to a form that the target accepts. */
  DeployNote convert(DeployStepRef step);

  /** Transfers the file to the target. */
  DeployNote upload(DeployStepRef step);

  /** Makes the template, machine or folder for users, under another name. */
  DeployNote create(DeployStepRef step);

  /** Boots a copy of it on the target. */
  DeployNote trial(DeployStepRef step);

  /** Switches users of the target to it, in one act. */
  DeployNote switchTo(DeployStepRef step);

  /** Writes the result to the registry. */
  DeployNote record(DeployStepRef step);

  /** Removes all but the newest deployments. */
  DeployNote prune(DeployStepRef step);

  /** Removes everything that the deployment has made on the target; switches back if needed. */
  DeployNote undo(DeploymentId id);

  /** For a deployment that ends: removes everything on this host except request and log. */
  void close(DeploymentId id);
}
