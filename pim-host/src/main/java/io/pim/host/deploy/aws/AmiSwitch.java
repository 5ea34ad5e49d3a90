package io.pim.host.deploy.aws;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.SwitchFacts;
import io.pim.model.deploy.DeployAct;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DeploymentId;
import io.pim.model.target.AwsTarget;
import io.pim.tools.aws.Aws;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a deployment the current one, by a tag. The new AMI gets the tag before the old one loses
 * it: for a moment two AMIs have it, but never none.
 */
final class AmiSwitch {
  private final Aws aws;
  private final AwsTarget target;
  private final Belongings own;

  AmiSwitch(Aws aws, AwsTarget target, Belongings own) {
    this.aws = aws;
    this.target = target;
    this.own = own;
  }

  /** Switches, also when run again. */
  void to(DeployContext context, DeploymentId wanted) throws IOException, InterruptedException {
    List<OwnAmi> line = own.line(context.id());
    for (String region : own.regions()) {
      OwnAmi ami =
          line.stream()
              .filter(its -> its.id().equals(wanted) && its.region().equals(region))
              .filter(OwnAmi::isAvailable)
              .findFirst()
              .orElseThrow(() -> gone(wanted, region));
      if (!target.launchPermissions().isEmpty() || target.isPublic()) {
        aws.amis().share(region, ami.info().id(), target.launchPermissions(), target.isPublic());
      }
    }
    SwitchFacts.begin(context, Belongings.current(line));
    tag(line, Optional.of(wanted));
  }

  private static BuildFailure gone(DeploymentId wanted, String region) {
    return BuildFailure.of(
            FailureKind.TARGET_FAILED, "There is no available AMI of deployment " + wanted)
        .where("AWS region " + region)
        .why("no AMI there has the tags of the deployment")
        .todo("Deploy the image again.")
        .build();
  }

  private void tag(List<OwnAmi> line, Optional<DeploymentId> wanted) throws InterruptedException {
    for (OwnAmi ami : line) {
      if (wanted.equals(Optional.of(ami.id()))) {
        aws.amis()
            .tag(
                ami.region(),
                ami.info().id(),
                Map.of(AwsTags.CURRENT, AwsNames.current(target, ami.id())));
      }
    }
    for (OwnAmi ami : line) {
      if (!wanted.equals(Optional.of(ami.id())) && ami.isCurrent()) {
        aws.amis().untag(ami.region(), ami.info().id(), AwsTags.CURRENT);
      }
    }
  }

  /** Undoes the context's switch, if there was one. */
  void back(DeployContext context) throws IOException, InterruptedException {
    List<OwnAmi> line = own.line(context.id());
    // AWS may not list the tag of a switch that was just begun.
    if (SwitchFacts.isBegun(context) || SwitchFacts.isSwitched(context, Belongings.current(line))) {
      Optional<DeploymentId> before = SwitchFacts.before(context, Belongings.whole(line));
      // A deployment without a predecessor needs no switch back: its AMI is removed with its tags.
      if (before.isPresent() || context.plan().act() == DeployAct.ROLLBACK) {
        tag(line, before);
      }
    }
  }
}
