package io.pim.cli.deploy;

import io.pim.cli.client.DeploymentRow;
import io.pim.cli.output.CommandFailure;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.workflows.message.BuildState;
import java.util.Locale;

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
    String state = row.state().name().toLowerCase(Locale.ROOT);
    throw Complaint.of(
            ExitStatus.FAILED,
            "Only a held deployment can be "
                + verb
                + "; deployment "
                + row.id()
                + " is "
                + state
                + ".")
        .advise(
            row.state().isEnded()
                ? "Deploy again: pim deploy run " + row.profile() + " " + row.target()
                : "pim deploy watch " + row.id() + " shows it; pim deploy cancel ends it.")
        .failure();
  }
}
