package io.pim.host.deploy.aws;

import io.pim.host.deploy.TargetFinding;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.target.AwsTarget;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.tools.aws.Account;
import io.pim.tools.aws.Aws;
import io.pim.tools.aws.Ec2Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks whether AWS allows a deployment, with a line for each point. Changes nothing. */
final class AwsCheck {
  private static final int SHORTEST_NAME = 3;
  private static final int SHOWN_LETTERS = 4;

  private final Aws aws;
  private final AwsTarget target;
  private final Belongings own;

  AwsCheck(Aws aws, AwsTarget target, Belongings own) {
    this.aws = aws;
    this.target = target;
    this.own = own;
  }

  List<TargetFinding> run(Optional<DeployedImage> image) throws InterruptedException {
    List<TargetFinding> found = new ArrayList<>();
    try {
      found.add(credentials());
      List<String> usable = regions(found);
      for (String region : usable) {
        rights(found, region);
      }
      if (target.method() == AwsTarget.Method.S3 && usable.contains(target.region())) {
        found.addAll(new BucketCheck(aws, target).run());
      }
      if (target.isPublic()) {
        for (String region : usable) {
          found.add(sharing(region));
        }
      }
      target.kmsKey().map(this::key).ifPresent(found::add);
      image.ifPresent(its -> image(found, its));
    } catch (BuildFailure e) {
      FailureReport report = e.report();
      found.add(TargetFinding.bad(report.what(), report.why(), report.kind(), report.todo()));
    }
    return found;
  }

  private TargetFinding credentials() {
    String id = aws.account().keyId(target.region());
    return TargetFinding.good(
        "credentials", "access key ..." + id.substring(Math.max(0, id.length() - SHOWN_LETTERS)));
  }

  private List<String> regions(List<TargetFinding> found) throws InterruptedException {
    Map<String, Boolean> known = aws.account().regions(target.region());
    List<String> usable = new ArrayList<>();
    for (String region : own.regions()) {
      if (known.getOrDefault(region, false)) {
        found.add(TargetFinding.good("region " + region, "enabled"));
        usable.add(region);
      } else {
        found.add(
            TargetFinding.bad(
                "region " + region,
                known.containsKey(region)
                    ? "the account has not enabled it"
                    : "AWS has none of this name",
                FailureKind.TARGET_REFUSED,
                known.containsKey(region)
                    ? "Enable it (Account, AWS Regions), or name another one."
                    : "Correct the target's region or copy_to."));
      }
    }
    return usable;
  }

  private void rights(List<TargetFinding> found, String region) throws InterruptedException {
    for (Ec2Action action : NeededRights.in(region, target)) {
      Account.Right right = aws.account().right(action, region);
      String subject = "right " + action.id() + " in " + region;
      found.add(
          right == Account.Right.MISSING
              ? TargetFinding.bad(
                  subject,
                  "the credentials do not have it",
                  FailureKind.TARGET_REFUSED,
                  "Allow " + action.id() + " in the policy of the credentials.")
              : TargetFinding.good(
                  subject,
                  right == Account.Right.GIVEN ? "given" : "AWS does not report this in advance"));
    }
    if (region.equals(target.region()) && target.method() == AwsTarget.Method.EBS) {
      found.add(
          TargetFinding.good(
              "rights ebs:StartSnapshot, ebs:PutSnapshotBlock, ebs:CompleteSnapshot",
              "AWS does not report this in advance"));
    }
  }

  private TargetFinding sharing(String region) throws InterruptedException {
    return aws.account().allowsPublicAmis(region)
        ? TargetFinding.good("public AMIs in " + region, "allowed")
        : TargetFinding.bad(
            "public AMIs in " + region,
            "the account blocks them",
            FailureKind.TARGET_REFUSED,
            "Disable 'block public access for AMIs' (EC2, Settings) in the region, or remove"
                + " public: from the target.");
  }

  private TargetFinding key(String key) {
    String problem =
        target.method() == AwsTarget.Method.EBS && !RegionKeys.isArn(key)
            ? "it is not the ARN of a key, which the EBS direct APIs need"
            : own.regions().size() > 1 && !RegionKeys.isInAllRegions(key)
                ? "it is a key of one region, and copy_to names others"
                : "";
    return problem.isEmpty()
        ? TargetFinding.good("kms_key", "AWS does not report in advance whether it may be used")
        : TargetFinding.bad(
            "kms_key",
            problem,
            FailureKind.TARGET_REFUSED,
            "Set it to arn:aws:kms:REGION:ACCOUNT:key/ID; with copy_to, to a multi-Region key"
                + " (key/mrk-...).");
  }

  private void image(List<TargetFinding> found, DeployedImage image) {
    String name = AwsNames.current(target, image.profile(), image.architecture());
    found.add(
        name.length() < SHORTEST_NAME || name.length() > AwsNames.LONGEST
            ? TargetFinding.bad(
                "name " + name,
                "an AMI's name has 3 to 128 letters, with the time that PIM adds",
                FailureKind.TARGET_REFUSED,
                "Set another name for the target.")
            : TargetFinding.good("name " + name, "is a name for AMIs"));
    if (image.architecture() == Architecture.ARM64 && image.firmware() == Firmware.BIOS) {
      found.add(
          TargetFinding.bad(
              "firmware",
              "an image of arm64 with BIOS; EC2 boots arm64 with UEFI only",
              FailureKind.TARGET_REFUSED,
              "Build the image with firmware: uefi."));
    }
    if (!image.format().equals("qcow2")) {
      found.add(
          TargetFinding.bad(
              "format",
              "the image is " + image.format(),
              FailureKind.TARGET_REFUSED,
              "Deploy an image that PIM has built."));
    }
  }
}
