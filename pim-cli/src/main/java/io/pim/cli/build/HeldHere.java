package io.pim.cli.build;

import io.pim.cli.client.BuildRow;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.cli.temporal.ThisHost;
import io.pim.model.files.BuildFolder;
import io.pim.model.files.BuildId;
import io.pim.workflows.message.BuildState;
import java.io.IOException;
import java.nio.file.Files;

/** Checks for commands that need the failed disk of a held build. */
final class HeldHere {
  private HeldHere() {}

  /**
   * Checks that the build is held, and that its files are on this host.
   *
   * @throws io.pim.cli.output.CommandFailure if not; the message says what to do instead
   */
  static void require(BuildRow row, CliContext context) throws IOException {
    BuildFolder folder = context.folders().build(BuildId.of(row.buildId()).text());
    boolean leftBehind = row.state() == BuildState.FAILED && Files.isDirectory(folder.work());
    if (!leftBehind) {
      HeldBuild.require(row, "looked into");
    }
    String here = ThisHost.usableId(context.folders());
    if (!row.host().isEmpty() && !row.host().equals(here)) {
      throw Complaint.of(
              ExitStatus.FAILED, "Build " + row.buildId() + " is held on host " + row.host() + ".")
          .because("This is host " + here + "; the failed disk is on the one that ran the build.")
          .advise("Run there: pim build shell " + row.buildId())
          .failure();
    }
    if (Files.notExists(folder.request())) {
      throw Complaint.of(
              ExitStatus.FAILED,
              "Build " + row.buildId() + " has left no disk on this host to examine.")
          .at(folder.root())
          .because("It is held at " + row.step() + ".")
          .advise("See what went wrong: pim build show " + row.buildId())
          .failure();
    }
  }
}
