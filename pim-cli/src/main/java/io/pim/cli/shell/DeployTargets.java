package io.pim.cli.shell;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Problems;
import io.pim.model.profile.Targets;
import io.pim.model.target.Target;
import io.pim.model.unit.Architecture;
import java.util.List;

/** The targets of the configuration, and which of them can be deployed to. */
public final class DeployTargets {
  private DeployTargets() {}

  /**
   * Reads the targets.
   *
   * @throws io.pim.model.config.ConfigProblems with every mistake in the files
   */
  public static Targets read(CliContext context) {
    Problems problems = new Problems();
    Targets targets = Targets.read(ConfigFolders.of(context.folders()), problems);
    problems.throwIfAny();
    return targets;
  }

  /**
   * Refuses a target without a driver, and an image of an architecture that it does not take.
   *
   * @param image what is deployed, such as {@code Image web-1}
   * @throws io.pim.cli.output.CommandFailure that says so
   */
  public static void require(
      CliContext context, Target target, String image, Architecture architecture) {
    List<Architecture> taken = target.settings().common().architectures();
    if (!taken.contains(architecture)) {
      throw Complaint.of(
              ExitStatus.USAGE,
              "Target "
                  + target.name()
                  + " takes images for "
                  + String.join(", ", taken.stream().map(Architecture::id).toList())
                  + " only.")
          .at(target.tree().origin())
          .because(image + " is for " + architecture + ".")
          .advise("Deploy another image, or change the target's architectures.")
          .failure();
    }
  }
}
