package io.pim.cli.build;

import io.pim.cli.client.DeployRuns;
import io.pim.cli.client.DeploymentRef;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.watch.DeploymentWatch;
import io.pim.model.files.DeploymentId;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.DeployStart;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Watches the deployments that a build has started, one after the other. */
record OrderedWatch(DeploymentWatch watch) {
  /** The results; a deployment that was not started counts as failed. */
  record Ended(List<DeploymentWatch.Shown> shown, int exitStatus) {
    static final Ended NONE = new Ended(List.of(), ExitStatus.DONE);
  }

  /**
   * Watches up to the end of the last one, or until the person leaves.
   *
   * @param targets what was ordered; the worker of an older PIM starts none of it
   */
  Ended watch(BuildResult result, List<String> targets) throws InterruptedException {
    List<DeploymentWatch.Shown> shown = new ArrayList<>();
    int worst = ExitStatus.DONE;
    for (String target : targets) {
      Optional<DeploymentId> started = started(result, target);
      if (started.isEmpty()) {
        worst = Math.max(worst, ExitStatus.FAILED);
        continue;
      }
      DeploymentRef ref = new DeployRuns(watch.session().client()).find(started.get().text()).ref();
      DeploymentWatch.Ended ended = watch.watch(ref);
      shown.add(ended.shown());
      worst = Math.max(worst, ended.exitStatus());
      if (ended.exitStatus() == ExitStatus.INTERRUPTED) {
        break;
      }
    }
    return new Ended(shown, worst);
  }

  private Optional<DeploymentId> started(BuildResult result, String target) {
    Optional<DeployStart> start =
        result.deployments().stream().filter(its -> its.target().equals(target)).findFirst();
    if (start.isEmpty()) {
      watch
          .terminal()
          .err()
          .println(
              "not deployed to "
                  + target
                  + ": the worker runs an older PIM; to deploy it: pim "
                  + "deploy run "
                  + result.image()
                  + " "
                  + target);
    }
    return start.flatMap(DeployStart::id);
  }
}
