package io.pim.host.deploy.aws;

import io.pim.host.deploy.DeployContext;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DurableFile;
import io.pim.model.target.AwsTarget;
import io.pim.model.unit.ByteSize;
import io.pim.tools.aws.Aws;
import io.pim.tools.aws.NewSnapshot;
import io.pim.tools.aws.SnapshotInfo;
import io.pim.tools.aws.SnapshotUpload;
import io.pim.tools.aws.Snapshots;
import io.pim.tools.aws.WrittenSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Writes the disk block by block into a snapshot. Empty blocks are not sent. */
final class DiskUpload implements DiskWay {
  /** The name of the token of the snapshot's request. */
  static final String TOKEN = "snapshot";

  private static final long GIBIBYTE = 1L << 30;

  private final Aws aws;
  private final AwsTarget target;
  private final Belongings own;
  private final DiskFile disks;
  private final Patience patience;

  DiskUpload(Aws aws, AwsTarget target, Belongings own, DiskFile disks, Patience patience) {
    this.aws = aws;
    this.target = target;
    this.own = own;
    this.disks = disks;
    this.patience = patience;
  }

  @Override
  public void prepare(DeployContext context) throws IOException, InterruptedException {
    disks.prepare(context);
  }

  @Override
  public String upload(DeployContext context) throws IOException, InterruptedException {
    WrittenSnapshot written = ensure(context);
    return "snapshot " + written.id() + ", " + written.blocks() + " blocks";
  }

  @Override
  public void clear(DeployContext context) throws IOException {
    disks.clear(context);
  }

  /** Writes the missing blocks. */
  private WrittenSnapshot ensure(DeployContext context) throws IOException, InterruptedException {
    StartedSnapshot started = start(context);
    if (started.written().isPresent()) {
      return started.written().get();
    }
    Path disk = disks.prepare(context);
    DurableFile.makePrivateFolder(context.folder().work());
    Path record = context.folder().work().resolve(started.id() + ".blocks");
    SnapshotUpload upload = new SnapshotUpload(aws.snapshots(), target.region(), started.id());
    context.say("uploading to snapshot " + started.id());
    WrittenSnapshot written =
        upload.run(
            disk,
            record,
            (bytes, of, sent) ->
                context.fraction(of == 0 ? 1 : (double) bytes / of, sent + " blocks sent"));
    new StartedSnapshot(started.token(), started.id(), Optional.of(written)).write(context);
    context.say(
        new ByteSize(Math.max(1, (long) upload.sent() * Snapshots.BLOCK)).rounded()
            + " sent; "
            + written.blocks()
            + " blocks of the image are not empty");
    return written;
  }

  /** Returns the snapshot of an earlier try if it can still be used, else starts one. */
  private StartedSnapshot start(DeployContext context) throws IOException, InterruptedException {
    Path disk = disks.prepare(context);
    NewSnapshot form = form(context, "", Files.size(disk));
    String token = RequestToken.of(context, TOKEN, form);
    Optional<StartedSnapshot> known =
        StartedSnapshot.read(context).filter(its -> its.token().equals(token));
    if (known.isPresent() && isOfUse(context, known.get().id())) {
      return known.get();
    }
    if (known.isPresent()) {
      context.say("snapshot " + known.get().id() + " can no longer be used");
      aws.snapshots().remove(target.region(), known.get().id());
      StartedSnapshot.forget(context);
      RequestToken.forget(context, TOKEN);
      return start(context);
    }
    String id = aws.snapshots().start(target.region(), form(context, token, Files.size(disk)));
    StartedSnapshot started = new StartedSnapshot(token, id, Optional.empty());
    started.write(context);
    return started;
  }

  private boolean isOfUse(DeployContext context, String id) throws InterruptedException {
    return find(context, id).map(info -> info.state() != SnapshotInfo.State.BROKEN).orElse(false);
  }

  private Optional<SnapshotInfo> find(DeployContext context, String id)
      throws InterruptedException {
    return patience.find(
        context,
        "snapshot " + id,
        () ->
            own.snapshots().stream()
                .map(OwnSnapshot::info)
                .filter(info -> info.id().equals(id))
                .findFirst());
  }

  private NewSnapshot form(DeployContext context, String token, long bytes) {
    return new NewSnapshot(
        token,
        Math.max(1, (bytes + GIBIBYTE - 1) / GIBIBYTE),
        "PIM image " + context.plan().image().name(),
        target.encrypted(),
        target.kmsKey(),
        AwsTags.of(context.id(), context.plan().image(), target));
  }

  @Override
  public String snapshot(DeployContext context) throws IOException, InterruptedException {
    WrittenSnapshot written = ensure(context);
    SnapshotInfo info = find(context, written.id()).orElseThrow(() -> gone(written));
    if (info.state() == SnapshotInfo.State.PENDING) {
      context.say("completing snapshot " + written.id());
      complete(context, written);
    }
    while (info.state() == SnapshotInfo.State.PENDING) {
      patience.rest(context, "AWS completes snapshot " + written.id());
      info = find(context, written.id()).orElseThrow(() -> gone(written));
    }
    if (info.state() == SnapshotInfo.State.BROKEN) {
      throw BuildFailure.of(FailureKind.TARGET_FAILED, "AWS could not complete the snapshot")
          .where(target.region() + ", " + written.id())
          .why(info.message())
          .todo("Retry: PIM then writes a new snapshot.")
          .build();
    }
    return written.id();
  }

  /** If an earlier call has completed the snapshot and its answer was lost, this one fails. */
  private void complete(DeployContext context, WrittenSnapshot written)
      throws InterruptedException {
    try {
      aws.snapshots().complete(target.region(), written);
    } catch (BuildFailure e) {
      if (e.report().kind() != FailureKind.TARGET_FAILED) {
        throw e;
      }
      Optional<SnapshotInfo> done =
          patience.find(
              context,
              "the end of snapshot " + written.id(),
              () ->
                  find(context, written.id())
                      .filter(info -> info.state() != SnapshotInfo.State.PENDING));
      if (done.isEmpty()) {
        throw e;
      }
    }
  }

  private BuildFailure gone(WrittenSnapshot written) {
    return BuildFailure.of(FailureKind.TARGET_FAILED, "The new snapshot no longer exists")
        .where(target.region() + ", " + written.id())
        .why("no snapshot of the account has its id")
        .todo("Find out who removed it, and retry.")
        .build();
  }
}
