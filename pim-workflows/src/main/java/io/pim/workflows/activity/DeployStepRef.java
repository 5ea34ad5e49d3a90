package io.pim.workflows.activity;

import io.pim.model.deploy.DeployStep;
import io.pim.model.files.DeploymentId;

/**
 * Identifies a step of a deployment. Everything else is in the request file of the deployment's
 * folder.
 */
public record DeployStepRef(DeploymentId id, DeployStep step) {}
