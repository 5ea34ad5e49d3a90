package io.pim.cli.build;

import io.pim.cli.client.BuildRow;
import io.pim.cli.output.CommandFailure;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.workflows.message.BuildState;
import java.util.Locale;

/** Checks that a build is held, for commands that require it. */
final class HeldBuild {
  private HeldBuild() {}

  /**
   * Returns the build if it is held.
   *
   * @throws CommandFailure if not; the message says what to do instead
   */
  static BuildRow require(BuildRow row, String verb) {
    if (row.state() == BuildState.HELD) {
      return row;
    }
    String state = row.state().name().toLowerCase(Locale.ROOT);
    throw Complaint.of(
            ExitStatus.FAILED,
            "Only a held build can be " + verb + "; build " + row.buildId() + " is " + state + ".")
        .advise(
            row.state().isEnded()
                ? "Build again: pim build run " + row.profile() + " --arch " + row.architecture()
                : "pim build watch " + row.buildId() + " shows it; pim build cancel ends it.")
        .failure();
  }
}
