package io.pim.host.deploy;

import io.pim.model.deploy.DeployedImage;
import io.pim.workflows.activity.DeployNote;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * One target, opened with its settings and secrets: what PIM does on it.
 *
 * <p>Every method may run again at any moment, on a worker that has just started: it first looks at
 * what is there. Whatever a method makes on the target carries the deployment's id in its name, tag
 * or note, so that it can be found and removed without any memory. A fact that only this host knows
 * is written to the deployment's folder before the act that makes it needed.
 *
 * <p>A method fails with a {@link io.pim.model.failure.BuildFailure} of one of the {@code TARGET_}
 * kinds. No message contains a secret.
 */
public interface TargetDriver extends AutoCloseable {
  /**
   * Looks whether the target is reachable and allows what PIM does there. Changes nothing.
   *
   * @param image what is to be deployed; empty for a check of the target alone
   */
  List<TargetFinding> check(Optional<DeployedImage> image) throws IOException, InterruptedException;

  /** What of PIM's deployments is on the target, of all profiles, in no order. */
  List<TargetDeployment> inventory() throws IOException, InterruptedException;

  /** Makes the image's file into what the target takes. */
  DeployNote convert(DeployContext context) throws IOException, InterruptedException;

  /** Transfers the file to the target; resumes, or does nothing where it is there. */
  DeployNote upload(DeployContext context) throws IOException, InterruptedException;

  /** Makes what users of the target will use, under another name. */
  DeployNote create(DeployContext context) throws IOException, InterruptedException;

  /** Boots a copy of what was made, and removes the copy. */
  DeployNote trial(DeployContext context) throws IOException, InterruptedException;

  /**
   * Lets users of the target see the plan's deployment, in one act; for a rollback, the one that
   * the plan names.
   */
  DeployNote switchTo(DeployContext context) throws IOException, InterruptedException;

  /**
   * Removes older deployments of the plan's profile and architecture, so that as many stay as the
   * plan says. The current one counts, and goes only where none is to stay.
   */
  DeployNote prune(DeployContext context) throws IOException, InterruptedException;

  /**
   * Removes what the context's deployment has made on the target; where users see it already, the
   * target is switched back first.
   */
  DeployNote undo(DeployContext context) throws IOException, InterruptedException;

  @Override
  void close();
}
