package io.pim.workflows.message;

/**
 * The state that a deployment carries over into a new history, because Temporal bounds the size of
 * one history.
 *
 * @param status the last status shown; the deployment is held, or between two tries
 * @param result the result of the completed steps
 * @param opened whether the deployment was opened on its host, so that there may be something to
 *     undo
 */
public record DeploySoFar(DeployStatus status, DeployResult result, boolean opened) {}
