package io.pim.host.deploy;

import io.pim.model.deploy.DeployedImage;
import io.pim.workflows.activity.DeployNote;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The acts of a deployment on one target, opened with its settings and secrets.
 *
 * <p>Every method may run again at any moment, even on a worker that has just started. So it first
 * examines the target. Each thing that a method makes there carries the deployment's id in its
 * name, tag or note, so that PIM can find and remove it without any facts on this host. A fact that
 * only this host knows is written to the deployment's folder before the act that needs it.
 *
 * <p>A method fails with a {@link io.pim.model.failure.BuildFailure} of one of the {@code TARGET_}
 * kinds. No message contains a secret.
 */
public interface TargetDriver extends AutoCloseable {
  /**
   * Checks that the target is reachable and allows a deployment. Changes nothing.
   *
   * @param image the image to deploy; empty for a check of the target alone
   */
  List<TargetFinding> check(Optional<DeployedImage> image) throws IOException, InterruptedException;

  /** PIM's deployments on the target, of all profiles, in no order. */
  List<TargetDeployment> inventory() throws IOException, InterruptedException;

  /** Converts the image's file to a format that the target accepts. */
  DeployNote convert(DeployContext context) throws IOException, InterruptedException;

  /** Transfers the file to the target. Resumes an upload, and skips a finished one. */
  DeployNote upload(DeployContext context) throws IOException, InterruptedException;

  /** Makes the template, machine or folder for users, under another name. */
  DeployNote create(DeployContext context) throws IOException, InterruptedException;

  /** Boots a copy of it, and removes the copy. */
  DeployNote trial(DeployContext context) throws IOException, InterruptedException;

  /**
   * Switches users of the target to the plan's deployment in one act. A rollback switches to the
   * deployment that the plan names.
   */
  DeployNote switchTo(DeployContext context) throws IOException, InterruptedException;

  /**
   * Removes older deployments of the plan's profile and architecture until the number in the plan
   * is left. The current one counts, and is removed only if that number is 0.
   */
  DeployNote prune(DeployContext context) throws IOException, InterruptedException;

  /**
   * Removes the context's deployment from the target, or undoes its rollback. If users see it
   * already, switches the target back first. Is not called for a removal.
   */
  DeployNote undo(DeployContext context) throws IOException, InterruptedException;

  @Override
  void close();
}
