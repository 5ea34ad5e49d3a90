package io.pim.host.deploy.aws;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.Kept;
import io.pim.host.deploy.SwitchFacts;
import io.pim.host.deploy.TargetDeployment;
import io.pim.host.deploy.TargetDriver;
import io.pim.host.deploy.TargetFinding;
import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.files.DeploymentId;
import io.pim.model.target.AwsTarget;
import io.pim.tools.aws.Aws;
import io.pim.tools.aws.AwsAccess;
import io.pim.tools.process.Pause;
import io.pim.tools.qemu.DiskFormat;
import io.pim.tools.qemu.ImageConverter;
import io.pim.workflows.activity.DeployNote;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Deploys to Amazon EC2: one method a step, in the order of a deployment. */
public final class AwsDriver implements TargetDriver {
  private final Aws aws;
  private final AwsTarget target;
  private final Belongings own;
  private final DiskWay way;
  private final ImportedDisk imported;
  private final AmiTrial trial;
  private final AmiCreation creation;
  private final AmiSwitch change;
  private final Removal removal;

  private AwsDriver(Aws aws, AwsTarget target, ImageConverter converter, Pause pause) {
    this.aws = aws;
    this.target = target;
    Patience patience = new Patience(pause);
    own = new Belongings(aws, target);
    DiskFile raw = new DiskFile(converter, DiskFormat.RAW);
    imported = new ImportedDisk(aws, target, converter, patience);
    way =
        target.method() == AwsTarget.Method.S3
            ? imported
            : new DiskUpload(aws, target, own, raw, patience);
    trial = new AmiTrial(aws, target, patience);
    removal = new Removal(aws, target, own, patience);
    creation = new AmiCreation(aws, target, own, way, removal, patience);
    change = new AmiSwitch(aws, target, own);
  }

  /** Opens a target. Nothing is sent yet. */
  public static AwsDriver open(AwsTarget target, ImageConverter converter) {
    return open(target, converter, Pause.REAL);
  }

  static AwsDriver open(AwsTarget target, ImageConverter converter, Pause pause) {
    Aws aws = new Aws(new AwsAccess(target.profile(), target.endpoint().map(URI::create)), pause);
    return new AwsDriver(aws, target, converter, pause);
  }

  @Override
  public List<TargetFinding> check(Optional<DeployedImage> image) throws InterruptedException {
    return new AwsCheck(aws, target, own).run(image);
  }

  @Override
  public List<TargetDeployment> inventory() throws InterruptedException {
    Map<DeploymentId, List<OwnAmi>> amis =
        own.amis().stream().collect(Collectors.groupingBy(OwnAmi::id));
    List<TargetDeployment> found = new ArrayList<>();
    amis.forEach(
        (id, its) -> {
          Map<String, String> tags = its.get(0).info().tags();
          found.add(
              new TargetDeployment(
                  id, place(its), AwsTags.image(tags), AwsTags.sha256(tags), state(its)));
        });
    Map<DeploymentId, List<OwnSnapshot>> alone =
        own.snapshots().stream()
            .filter(snapshot -> !amis.containsKey(snapshot.id()))
            .collect(Collectors.groupingBy(OwnSnapshot::id));
    alone.forEach(
        (id, its) -> {
          Map<String, String> tags = its.get(0).info().tags();
          found.add(
              new TargetDeployment(
                  id,
                  its.get(0).info().id(),
                  AwsTags.image(tags),
                  AwsTags.sha256(tags),
                  TargetDeployment.State.PARTIAL));
        });
    return found;
  }

  private static TargetDeployment.State state(List<OwnAmi> amis) {
    if (!amis.stream().allMatch(OwnAmi::isAvailable)) {
      return TargetDeployment.State.PARTIAL;
    }
    return amis.get(0).isCurrent() ? TargetDeployment.State.CURRENT : TargetDeployment.State.KEPT;
  }

  /** The AMI's id; with several regions, each one's. */
  private static String place(List<OwnAmi> amis) {
    return amis.size() == 1
        ? amis.get(0).info().id()
        : amis.stream()
            .map(ami -> ami.region() + ":" + ami.info().id())
            .collect(Collectors.joining(" "));
  }

  @Override
  public DeployNote convert(DeployContext context) throws IOException, InterruptedException {
    if (own.ami(context.id(), target.region()).isPresent()) {
      return DeployNote.of("the AMI already exists");
    }
    way.prepare(context);
    return DeployNote.of("converted for the upload");
  }

  @Override
  public DeployNote upload(DeployContext context) throws IOException, InterruptedException {
    if (own.ami(context.id(), target.region()).isPresent()) {
      return DeployNote.of("the AMI already exists");
    }
    return DeployNote.of(way.upload(context));
  }

  @Override
  public DeployNote create(DeployContext context) throws IOException, InterruptedException {
    List<OwnAmi> made = creation.create(context);
    removal.removeUnused(context, made);
    way.clear(context);
    if (way != imported && ImportedDisk.isBegun(context)) {
      // An earlier try used the bucket, and the target's method was changed since.
      imported.remove(context);
    }
    String place = place(made);
    return DeployNote.at(place, place);
  }

  @Override
  public DeployNote trial(DeployContext context) throws IOException, InterruptedException {
    return DeployNote.of(trial.run(context, creation.made(context)));
  }

  @Override
  public DeployNote switchTo(DeployContext context) throws IOException, InterruptedException {
    DeploymentId wanted = SwitchFacts.wanted(context);
    change.to(context, wanted);
    String place = place(own.amis().stream().filter(ami -> ami.id().equals(wanted)).toList());
    return DeployNote.switched(
        place + " is current", place, SwitchFacts.previous(context).map(DeploymentId::text));
  }

  @Override
  public DeployNote prune(DeployContext context) throws InterruptedException {
    List<OwnAmi> line = own.line(context.id());
    List<DeploymentId> kept =
        Kept.of(
            Belongings.whole(line),
            Belongings.current(line).stream().findFirst(),
            context.plan().keep());
    // The service runs one deployment of the line at a time, so all others have ended. If another
    // PIM service runs one, that deployment loses its snapshot, and sends its disk again.
    List<String> removed =
        removal.remove(
            context, id -> id.workflowId().equals(context.id().workflowId()) && !kept.contains(id));
    return DeployNote.removed(
        removed.isEmpty() ? "nothing to remove" : removed.size() + " removed", removed);
  }

  @Override
  public DeployNote undo(DeployContext context) throws IOException, InterruptedException {
    change.back(context);
    List<String> removed = new ArrayList<>();
    if (context.plan().act() == DeployAct.DEPLOY) {
      // Removes the instance first: it runs from the AMI, and it costs the most.
      removed.addAll(trial.clear(context));
      removed.addAll(removal.removeOwn(context));
      if (target.method() == AwsTarget.Method.S3 || ImportedDisk.isBegun(context)) {
        removed.addAll(imported.remove(context));
      }
    }
    return DeployNote.removed(
        removed.isEmpty() ? "nothing was left" : removed.size() + " removed", removed);
  }

  @Override
  public void close() {
    aws.close();
  }
}
