package io.pim.cli.deploy;

import io.pim.cli.client.DeployRuns;
import io.pim.cli.client.DeploymentStart;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.Terminal;
import io.pim.cli.shell.CliContext;
import io.pim.cli.temporal.TemporalAccess.Session;
import io.pim.cli.watch.DeploymentWatch;
import io.pim.model.deploy.DeployPlan;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.DeployRequest;
import io.pim.workflows.message.OnFailure;

/**
 * Starts deployments, rollbacks and removals, and shows each up to its end.
 *
 * @param json whether the result is JSON, so that earlier output goes to standard error
 * @param detach whether to leave once it is started
 */
record DeploymentRun(CliContext context, Session session, boolean json, boolean detach) {
  /** The act of a command that has one request: runs it, and prints its JSON. */
  int runOnly(DeployRequest request) throws InterruptedException {
    DeploymentWatch.Ended ended = run(request);
    if (json) {
      JsonOutput.print(context.out(), ended.shown());
    }
    return ended.exitStatus();
  }

  /** Starts it, or joins one of the same plan, and watches. */
  DeploymentWatch.Ended run(DeployRequest request) throws InterruptedException {
    Terminal terminal = json ? context.terminal().besideResult() : context.terminal();
    DeploymentWatch watch = new DeploymentWatch(context, session, terminal);
    DeploymentStart start = new DeployRuns(session.client()).start(request);
    start
        .running()
        .ifPresent(
            running -> {
              requireSame(start, running, request.plan());
              requireEnd(start, request.onFailure());
            });
    String id = start.deployment().id();
    terminal
        .out()
        .println(
            start.isNew()
                ? "deployment " + id
                : "deployment " + id + " is already running; joining it");
    if (detach) {
      terminal.out().println("it continues in the background; to see it: pim deploy watch " + id);
      terminal.out().flush();
      return new DeploymentWatch.Ended(watch.now(start.deployment()), ExitStatus.DONE);
    }
    return watch.watch(start.deployment());
  }

  /** A CI job that joined a deployment with --on-failure hold would wait for a person. */
  private void requireEnd(DeploymentStart start, OnFailure wanted) {
    DeployRuns runs = new DeployRuns(session.client());
    if (wanted == OnFailure.HOLD || runs.terms(start.deployment()).onFailure() == wanted) {
      return;
    }
    String id = start.deployment().id();
    boolean isHeld = runs.row(start.deployment()).state() == BuildState.HELD;
    throw Complaint.of(
            ExitStatus.FAILED,
            "Deployment "
                + id
                + (isHeld ? " is held" : " is already running")
                + ", and not with --on-failure fail; nothing was started.")
        .because("A failure would hold it instead of ending it.")
        .advise(
            isHeld
                ? "pim deploy retry "
                    + id
                    + " --on-failure fail continues it; pim deploy abort "
                    + id
                    + " ends it."
                : "pim deploy watch " + id + " shows it; pim deploy cancel " + id + " ends it.")
        .failure();
  }

  private static void requireSame(DeploymentStart start, DeployPlan running, DeployPlan wanted) {
    // Not by equals: numbers in the settings come back from JSON with other types.
    if (running.digest().equals(wanted.digest())) {
      return;
    }
    String id = start.deployment().id();
    throw Complaint.of(
            ExitStatus.FAILED,
            "Deployment " + id + " is a different one and has not ended; nothing was started.")
        .because(
            "It is to "
                + running.act().title()
                + " image "
                + running.image().name()
                + (running.image().equals(wanted.image()) && running.act() == wanted.act()
                    ? " with other settings."
                    : "."))
        .advise("pim deploy watch " + id + " shows it; pim deploy cancel " + id + " ends it.")
        .failure();
  }
}
