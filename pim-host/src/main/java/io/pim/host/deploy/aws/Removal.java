package io.pim.host.deploy.aws;

import io.pim.host.deploy.DeployContext;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DeploymentId;
import io.pim.model.target.AwsTarget;
import io.pim.tools.aws.Aws;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Removes AMIs together with their snapshots. */
final class Removal {
  private final Aws aws;
  private final AwsTarget target;
  private final Belongings own;
  private final Patience patience;

  Removal(Aws aws, AwsTarget target, Belongings own, Patience patience) {
    this.aws = aws;
    this.target = target;
    this.own = own;
    this.patience = patience;
  }

  /** Removes everything of some deployments. Tags lead to whatever a kill leaves behind. */
  List<String> remove(DeployContext context, Predicate<DeploymentId> which)
      throws InterruptedException {
    List<String> removed = new ArrayList<>();
    boolean all = removeOnce(which, removed);
    for (int looks = 1; !all && looks < Patience.LOOKS; looks++) {
      // An AMI that was just made is not listed yet.
      patience.rest(context, "looking for the AMI that uses a snapshot");
      all = removeOnce(which, removed);
    }
    if (!all) {
      throw BuildFailure.of(
              FailureKind.TARGET_FAILED, "An AMI that PIM did not make uses a snapshot of PIM's")
          .where("AWS region " + target.region())
          .why("somebody has registered another AMI from that snapshot")
          .todo("Deregister that AMI, and run the same command again.")
          .build();
    }
    return removed;
  }

  private boolean removeOnce(Predicate<DeploymentId> which, List<String> removed)
      throws InterruptedException {
    for (OwnAmi ami : own.amis()) {
      if (which.test(ami.id())) {
        aws.amis().remove(ami.region(), ami.info().id());
        removed.add("AMI " + ami.info().id() + " in " + ami.region() + " (" + ami.id() + ")");
      }
    }
    boolean all = true;
    for (OwnSnapshot snapshot : own.snapshots()) {
      if (which.test(snapshot.id())) {
        String region = snapshot.info().region();
        if (aws.snapshots().remove(region, snapshot.info().id())) {
          removed.add("snapshot " + snapshot.info().id() + " in " + region);
        } else {
          all = false;
        }
      }
    }
    return all;
  }

  /** Removes everything of the context's deployment, after waiting for what AWS lists late. */
  List<String> removeOwn(DeployContext context) throws IOException, InterruptedException {
    DeploymentId id = context.id();
    if (RequestToken.isThere(context, DiskUpload.TOKEN)) {
      patience.find(
          context,
          "the snapshot of a request",
          () -> own.snapshots().stream().filter(its -> its.id().equals(id)).findFirst());
    }
    for (String region : own.regions()) {
      if (RequestToken.isThere(context, AmiCreation.copyToken(region))) {
        patience.find(context, "the AMI of a request", () -> own.ami(id, region));
      }
    }
    return remove(context, id::equals);
  }

  /** Removes an AMI that AWS could not make, so that it can be made again. */
  void removeBroken(DeployContext context, OwnAmi ami) throws IOException, InterruptedException {
    aws.amis().remove(ami.region(), ami.info().id());
    if (!ami.region().equals(target.region())) {
      RequestToken.forget(context, AmiCreation.copyToken(ami.region()));
      for (String snapshot : ami.info().snapshots()) {
        aws.snapshots().remove(ami.region(), snapshot);
      }
    }
  }

  /** Removes snapshots of the context's deployment that an earlier try has left. */
  void removeUnused(DeployContext context, List<OwnAmi> used) throws InterruptedException {
    Set<String> needed =
        Set.copyOf(used.stream().flatMap(ami -> ami.info().snapshots().stream()).toList());
    for (OwnSnapshot snapshot : own.snapshots()) {
      if (snapshot.id().equals(context.id()) && !needed.contains(snapshot.info().id())) {
        aws.snapshots().remove(snapshot.info().region(), snapshot.info().id());
      }
    }
  }
}
