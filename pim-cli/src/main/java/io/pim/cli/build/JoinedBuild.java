package io.pim.cli.build;

import io.pim.cli.client.BuildRef;
import io.pim.cli.client.BuildRow;
import io.pim.cli.client.Builds;
import io.pim.cli.client.StartAnswer;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.plan.PlanDifference;
import io.pim.cli.temporal.TemporalAccess.Session;
import io.pim.model.plan.LayerRule;
import io.pim.model.plan.Plan;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.BuildTerms;
import io.pim.workflows.message.OnFailure;
import java.util.ArrayList;
import java.util.List;

/**
 * A build that is already running, for a command that would have started one. The command joins it
 * only if it does what the command asked for.
 *
 * @param running the plan that the build runs
 */
record JoinedBuild(BuildRow row, Plan running, BuildTerms terms) {
  /** The build that an answer names, which did not start it. */
  static JoinedBuild of(Session session, StartAnswer answer) {
    Builds builds = new Builds(session.client());
    BuildRef ref = answer.build();
    return new JoinedBuild(builds.row(ref), answer.running().orElseThrow(), builds.terms(ref));
  }

  boolean isHeld() {
    return row.state() == BuildState.HELD;
  }

  /**
   * Checks that the build is the one that a command asks for.
   *
   * @param hostChosen whether the person chose the host
   * @throws io.pim.cli.output.CommandFailure if not; the message says what differs
   */
  void require(BuildRequest wanted, boolean hostChosen) {
    if (!running.imageKey().equals(wanted.plan().imageKey())) {
      throw refusal(" with another plan", PlanDifference.between(running, wanted.plan()))
          .advise(
              isHeld()
                  ? "pim build retry " + id() + " continues with the new plan; " + abort()
                  : watchOrCancel())
          .failure();
    }
    List<String> redo = new ArrayList<>();
    redo(wanted, redo);
    host(wanted, hostChosen, redo);
    List<String> differences = new ArrayList<>(redo);
    String options = retryOptions(wanted, differences);
    if (!differences.isEmpty()) {
      throw refusal(", but was started otherwise", differences)
          .advise(advice(redo.isEmpty(), options))
          .failure();
    }
    requireTargets(wanted.terms().deploy());
  }

  private void redo(BuildRequest wanted, List<String> differences) {
    LayerRule mine = wanted.layerRule();
    LayerRule its = new LayerRule(wanted.plan(), terms.from());
    // A build that repeats more steps than requested includes the requested ones.
    boolean isIncluded =
        wanted.plan().steps().stream().allMatch(step -> !mine.onlyOwn(step) || its.onlyOwn(step));
    if (!isIncluded) {
      String step = mine.redoFrom().orElseThrow();
      differences.add(
          "It "
              + terms
                  .from()
                  .map(from -> "repeats the steps from " + from + " on")
                  .orElse("uses every cached step")
              + "; you asked for "
              + (step.equals(wanted.plan().steps().get(0).name()) ? "--force" : "--from " + step)
              + ".");
    }
  }

  private void host(BuildRequest wanted, boolean hostChosen, List<String> differences) {
    String mine = wanted.plan().builder();
    boolean isThere = mine.equals(terms.builder()) || mine.equals(row.host());
    if (hostChosen && !mine.equals(Plan.ANY_HOST) && !isThere) {
      differences.add(
          "It "
              + (terms.builder().equals(Plan.ANY_HOST)
                  ? "may run on any host"
                  : "runs on host " + terms.builder() + " only")
              + "; you asked for host "
              + mine
              + ".");
    }
  }

  /** The options that make a retry do what the command asked for. */
  private String retryOptions(BuildRequest wanted, List<String> differences) {
    String options = "";
    if (wanted.onFailure() == OnFailure.FAIL && terms.onFailure() != OnFailure.FAIL) {
      differences.add("It is held after a failure; you asked for --on-failure fail.");
      options += " --on-failure fail";
    }
    if (wanted.cold() && !terms.cold()) {
      differences.add("It may start guests from saved memory; you asked for --cold.");
      options += " --cold";
    }
    return options;
  }

  private String advice(boolean retryable, String options) {
    if (!isHeld()) {
      return watchOrCancel();
    }
    return retryable
        ? "pim build retry " + id() + options + " continues it that way; " + abort()
        : "pim build abort " + id() + " ends it; then build again.";
  }

  private void requireTargets(List<String> targets) {
    List<String> missing = new ArrayList<>(targets);
    missing.removeAll(terms.deploy());
    if (!missing.isEmpty()) {
      throw refusal(
              ", and does not deploy to " + String.join(", ", missing),
              List.of("A build keeps the targets that it was started with."))
          .advise(
              "pim build watch "
                  + id()
                  + " shows it; then run pim deploy run "
                  + id()
                  + " "
                  + String.join(" ", missing))
          .failure();
    }
  }

  private Complaint refusal(String how, List<String> why) {
    return Complaint.of(
            ExitStatus.FAILED,
            "Build "
                + id()
                + (isHeld() ? " is held" : " is already running")
                + how
                + "; nothing was started.")
        .because(why);
  }

  private String id() {
    return row.buildId();
  }

  private String abort() {
    return "pim build abort " + id() + " ends it.";
  }

  private String watchOrCancel() {
    return "pim build watch " + id() + " shows it; pim build cancel " + id() + " ends it.";
  }
}
