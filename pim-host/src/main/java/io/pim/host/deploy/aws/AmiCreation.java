package io.pim.host.deploy.aws;

import io.pim.host.deploy.DeployContext;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.target.AwsTarget;
import io.pim.tools.aws.AmiCopy;
import io.pim.tools.aws.AmiInfo;
import io.pim.tools.aws.Aws;
import io.pim.tools.aws.NewAmi;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the AMI of a deployment, and its copies in other regions. */
final class AmiCreation {
  private final Aws aws;
  private final AwsTarget target;
  private final Belongings own;
  private final DiskWay way;
  private final Removal removal;
  private final Patience patience;

  AmiCreation(
      Aws aws, AwsTarget target, Belongings own, DiskWay way, Removal removal, Patience patience) {
    this.aws = aws;
    this.target = target;
    this.own = own;
    this.way = way;
    this.removal = removal;
    this.patience = patience;
  }

  /** Makes what is missing, and waits until all of it is available. */
  List<OwnAmi> create(DeployContext context) throws IOException, InterruptedException {
    List<OwnAmi> made = new ArrayList<>();
    if (own.ami(context.id(), target.region()).isEmpty()) {
      register(context);
    }
    OwnAmi first = available(context, target.region());
    made.add(first);
    List<String> others = own.regions().subList(1, own.regions().size());
    // Starts all copies before it waits for one: each takes AWS minutes.
    for (String region : others) {
      if (own.ami(context.id(), region).isEmpty()) {
        copy(context, first, region);
      }
    }
    for (String region : others) {
      made.add(available(context, region));
    }
    return made;
  }

  /** The AMI in the target's own region. */
  OwnAmi made(DeployContext context) throws InterruptedException {
    return made(context, target.region());
  }

  private OwnAmi made(DeployContext context, String region) throws InterruptedException {
    return patience
        .find(context, "the new AMI", () -> own.ami(context.id(), region))
        .orElseThrow(() -> gone(region));
  }

  private void register(DeployContext context) throws IOException, InterruptedException {
    String snapshot = way.snapshot(context);
    NewAmi wanted =
        new NewAmi(
            AwsNames.ami(target, context.id()),
            description(context),
            context.plan().image().architecture(),
            context.plan().image().firmware(),
            snapshot,
            AwsTags.of(context.id(), context.plan().image(), target));
    context.say("registering AMI " + wanted.name());
    if (aws.amis().register(target.region(), wanted).isEmpty()) {
      requireOwn(context, target.region());
    }
  }

  private void copy(DeployContext context, OwnAmi from, String region)
      throws IOException, InterruptedException {
    AmiCopy form = form(context, from, region, "");
    String token = RequestToken.of(context, copyToken(region), form);
    context.say("copying " + from.info().id() + " to " + region);
    if (aws.amis().copy(region, form(context, from, region, token)).isEmpty()) {
      requireOwn(context, region);
    }
  }

  static String copyToken(String region) {
    return "copy-" + region;
  }

  private AmiCopy form(DeployContext context, OwnAmi from, String region, String token) {
    return new AmiCopy(
        token,
        from.region(),
        from.info().id(),
        from.info().name(),
        description(context),
        target.encrypted(),
        RegionKeys.in(region, target),
        AwsTags.of(context.id(), context.plan().image(), target));
  }

  private static String description(DeployContext context) {
    return "PIM image " + context.plan().image().name();
  }

  /** An AMI with the name exists: one that an earlier call has made, or somebody else's. */
  private void requireOwn(DeployContext context, String region) throws InterruptedException {
    String name = AwsNames.ami(target, context.id());
    Optional<OwnAmi> ours =
        patience.find(context, "AMI " + name, () -> own.ami(context.id(), region));
    if (ours.isEmpty()) {
      throw BuildFailure.of(FailureKind.TARGET_REFUSED, "The name " + name + " is taken")
          .where("AWS region " + region)
          .why("an AMI that PIM did not make has it")
          .todo("Deregister that AMI, or set another name for the target; then retry.")
          .build();
    }
  }

  private OwnAmi available(DeployContext context, String region)
      throws IOException, InterruptedException {
    while (true) {
      OwnAmi ami = made(context, region);
      if (ami.info().state() == AmiInfo.State.BROKEN) {
        removal.removeBroken(context, ami);
        throw BuildFailure.of(FailureKind.TARGET_FAILED, "AWS could not make the AMI")
            .where(region + ", " + ami.info().id())
            .why(ami.info().message())
            .todo("Retry: PIM then makes it again.")
            .build();
      }
      if (ami.isAvailable()) {
        return ami;
      }
      patience.rest(context, "AWS makes " + ami.info().id() + " in " + region);
    }
  }

  private static BuildFailure gone(String region) {
    return BuildFailure.of(FailureKind.TARGET_FAILED, "The new AMI no longer exists")
        .where("AWS region " + region)
        .why("no AMI of the account has the tag of this deployment")
        .todo("Find out who deregistered it or removed its tags, and retry.")
        .build();
  }
}
