package io.pim.cli.watch;

import io.pim.cli.output.CommandFailure;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.workflows.message.BuildState;

/** Refuses an action that only a held build or deployment accepts. */
public final class HeldOnly {
  private HeldOnly() {}

  /**
   * The refusal; it says what to do instead.
   *
   * @param noun the word for it: {@code build}
   * @param group the group of commands for it: {@code pim build}
   * @param verb the refused act: {@code retried}
   * @param again what to do if it has ended
   */
  public static CommandFailure refusal(
      BuildState state, String noun, String group, String id, String verb, String again) {
    return Complaint.of(
            ExitStatus.FAILED,
            "Only a held %s can be %s; %s %s is %s."
                .formatted(noun, verb, noun, id, ReportParts.word(state)))
        .advise(
            state.isEnded()
                ? again
                : group + " watch " + id + " shows it; " + group + " cancel ends it.")
        .failure();
  }
}
