package io.pim.cli.build;

import io.pim.cli.client.BuildRow;
import io.pim.cli.output.CommandFailure;
import io.pim.cli.watch.HeldOnly;
import io.pim.workflows.message.BuildState;

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
    throw HeldOnly.refusal(
        row.state(),
        "build",
        "pim build",
        row.buildId(),
        verb,
        "Build again: pim build run " + row.profile() + " --arch " + row.architecture());
  }
}
