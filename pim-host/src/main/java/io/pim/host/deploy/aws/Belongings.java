package io.pim.host.deploy.aws;

import io.pim.host.deploy.Kept;
import io.pim.model.files.DeploymentId;
import io.pim.model.target.AwsTarget;
import io.pim.tools.aws.AmiInfo;
import io.pim.tools.aws.Aws;
import io.pim.tools.aws.SnapshotInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds PIM's AMIs and snapshots by their tags in AWS. */
final class Belongings {
  private final Aws aws;
  private final AwsTarget target;

  Belongings(Aws aws, AwsTarget target) {
    this.aws = aws;
    this.target = target;
  }

  /** The target's region, and the regions that get copies. */
  List<String> regions() {
    return Stream.concat(Stream.of(target.region()), target.copyTo().stream()).distinct().toList();
  }

  /** All AMIs of PIM, those of the target's own region first. */
  List<OwnAmi> amis() throws InterruptedException {
    List<OwnAmi> found = new ArrayList<>();
    for (String region : regions()) {
      for (AmiInfo info : aws.amis().withTag(region, AwsTags.DEPLOYMENT)) {
        AwsTags.deployment(info.tags()).ifPresent(id -> found.add(new OwnAmi(id, info)));
      }
    }
    return found;
  }

  List<OwnSnapshot> snapshots() throws InterruptedException {
    List<OwnSnapshot> found = new ArrayList<>();
    for (String region : regions()) {
      for (SnapshotInfo info : aws.snapshots().withTag(region, AwsTags.DEPLOYMENT)) {
        AwsTags.deployment(info.tags()).ifPresent(id -> found.add(new OwnSnapshot(id, info)));
      }
    }
    return found;
  }

  /** The AMI of a deployment in a region. */
  Optional<OwnAmi> ami(DeploymentId id, String region) throws InterruptedException {
    return amis().stream()
        .filter(ami -> ami.id().equals(id) && ami.region().equals(region))
        .findFirst();
  }

  /** The deployments whose AMIs in a line can be launched, the newest first. */
  static List<DeploymentId> whole(List<OwnAmi> line) {
    return line.stream()
        .filter(OwnAmi::isAvailable)
        .map(OwnAmi::id)
        .distinct()
        .sorted(Kept.NEWEST_FIRST)
        .toList();
  }

  /** The deployments in a line that have the tag of the current one. */
  static List<DeploymentId> current(List<OwnAmi> line) {
    return line.stream().filter(OwnAmi::isCurrent).map(OwnAmi::id).distinct().toList();
  }

  /** The AMIs of a deployment's target, profile and architecture. */
  List<OwnAmi> line(DeploymentId line) throws InterruptedException {
    return amis().stream().filter(ami -> ami.id().workflowId().equals(line.workflowId())).toList();
  }
}
