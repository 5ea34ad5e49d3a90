package io.pim.host.deploy.aws;

import io.pim.host.deploy.DeployContext;
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
 * Makes a deployment the current one, by a tag. The new AMI gets it first: for a moment two have
 * it, but never none.
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

  /** Switches; returns the deployment that was the current one before, also when run again. */
  Optional<DeploymentId> to(DeployContext context, DeploymentId wanted)
      throws IOException, InterruptedException {
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
    SwitchFact fact = fact(context, line, wanted);
    tag(line, wanted);
    return fact.previous();
  }

  private static BuildFailure gone(DeploymentId wanted, String region) {
    return BuildFailure.of(
            FailureKind.TARGET_FAILED, "There is no available AMI of deployment " + wanted)
        .where("AWS region " + region)
        .why("no AMI there has the tags of the deployment")
        .todo("Deploy the image again.")
        .build();
  }

  private static SwitchFact fact(DeployContext context, List<OwnAmi> line, DeploymentId wanted)
      throws IOException {
    Optional<SwitchFact> known = SwitchFact.read(context);
    if (known.isPresent()) {
      return known.get();
    }
    SwitchFact fact =
        new SwitchFact(
            line.stream()
                .filter(OwnAmi::isCurrent)
                .map(OwnAmi::id)
                .filter(id -> !id.equals(wanted))
                .findFirst());
    fact.write(context);
    return fact;
  }

  private void tag(List<OwnAmi> line, DeploymentId wanted) throws InterruptedException {
    for (OwnAmi ami : line) {
      if (ami.id().equals(wanted)) {
        aws.amis()
            .tag(
                ami.region(),
                ami.info().id(),
                Map.of(AwsTags.CURRENT, AwsNames.current(target, wanted)));
      }
    }
    for (OwnAmi ami : line) {
      if (!ami.id().equals(wanted) && ami.isCurrent()) {
        aws.amis().untag(ami.region(), ami.info().id(), AwsTags.CURRENT);
      }
    }
  }

  /** Undoes the context's switch, if there was one. Returns what is current again. */
  Optional<DeploymentId> back(DeployContext context) throws IOException, InterruptedException {
    Optional<DeploymentId> previous = SwitchFact.read(context).flatMap(SwitchFact::previous);
    List<OwnAmi> line = own.line(context.id());
    Optional<DeploymentId> there =
        previous.filter(
            id -> line.stream().anyMatch(ami -> ami.id().equals(id) && ami.isAvailable()));
    if (there.isPresent()) {
      tag(line, there.get());
    }
    return there;
  }
}
