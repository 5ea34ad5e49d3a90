package io.pim.cli.deploy;

import io.pim.cli.client.DeploymentRow;
import io.pim.cli.output.CommandFailure;
import io.pim.cli.watch.HeldOnly;
import io.pim.workflows.message.BuildState;

/** Checks that a deployment is held, for commands that require it. */
final class HeldDeployment {
  private HeldDeployment() {}

  /**
   * Returns the deployment if it is held.
   *
   * @throws CommandFailure if not; the message says what to do instead
   */
  static DeploymentRow require(DeploymentRow row, String verb) {
    if (row.state() == BuildState.HELD) {
      return row;
    }
    throw HeldOnly.refusal(
        row.state(),
        "deployment",
        "pim deploy",
        row.id(),
        verb,
        "Deploy again: pim deploy run " + row.profile() + " " + row.target());
  }
}
