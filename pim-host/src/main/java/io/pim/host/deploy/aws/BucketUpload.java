package io.pim.host.deploy.aws;

import io.pim.host.deploy.DeployContext;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DeploymentId;
import io.pim.model.target.AwsTarget;
import io.pim.model.unit.ByteSize;
import io.pim.tools.aws.Aws;
import io.pim.tools.aws.BucketObject;
import io.pim.tools.aws.FileParts;
import io.pim.tools.aws.ObjectUpload;
import io.pim.tools.qemu.DiskFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts the disk into the target's bucket. The object's key is the deployment's id. */
final class BucketUpload {
  private static final String FOLDER = "pim/";

  /** How often PIM restarts an upload that S3 has dropped. */
  private static final int TRIES = 3;

  private final Aws aws;
  private final AwsTarget target;
  private final DiskFile disks;

  BucketUpload(Aws aws, AwsTarget target, DiskFile disks) {
    this.aws = aws;
    this.target = target;
    this.disks = disks;
  }

  /** The place of a deployment's object by the target's settings. */
  BucketObject place(DeploymentId id) {
    return new BucketObject(
        target.region(),
        target.bucket().orElseThrow(),
        FOLDER + id.text() + "." + DiskFormat.VMDK.extension());
  }

  /** Sends the missing parts. */
  BucketObject ensure(DeployContext context) throws IOException, InterruptedException {
    BucketObject place = place(context.id());
    begin(context, place);
    FileParts file = parts(context);
    for (int tries = 0; tries < TRIES; tries++) {
      if (aws.objects().has(place, file) || send(context, place, file)) {
        return place;
      }
    }
    throw BuildFailure.of(FailureKind.TARGET_FAILED, "S3 has forgotten the upload")
        .where(shown(place))
        .why("somebody, or a rule of the bucket's lifecycle, has aborted it")
        .todo("Check the rules of the bucket, and retry.")
        .build();
  }

  private void begin(DeployContext context, BucketObject place)
      throws IOException, InterruptedException {
    Optional<StartedObject> known = StartedObject.read(context);
    if (known.isPresent() && !known.get().place().equals(place)) {
      context.say("the target has another bucket now: removing " + shown(known.get().place()));
      removeAt(known.get().place());
      StartedObject.forget(context);
    }
    if (StartedObject.read(context).isEmpty()) {
      new StartedObject(place, Optional.empty()).write(context);
    }
  }

  private FileParts parts(DeployContext context) throws IOException, InterruptedException {
    Path file = disks.prepare(context);
    long size = Files.size(file);
    return FileParts.of(
        file, read -> context.fraction((double) read / size, "computing checksums"));
  }

  /** Returns false if S3 has forgotten the upload. */
  private boolean send(DeployContext context, BucketObject place, FileParts file)
      throws IOException, InterruptedException {
    String id = upload(context, place);
    context.say("uploading to " + shown(place));
    ObjectUpload upload = new ObjectUpload(aws.uploads(), place, id);
    Optional<String> checksum =
        upload.run(
            file,
            (bytes, of) ->
                context.fraction(
                    (double) bytes / of,
                    new ByteSize(Math.max(1, bytes)).rounded() + " are in the bucket"));
    // The upload has ended, one way or another.
    new StartedObject(place, Optional.empty()).write(context);
    if (checksum.isPresent() && !checksum.get().equals(file.checksum())) {
      throw BuildFailure.of(FailureKind.TARGET_FAILED, "S3 did not store what PIM sent")
          .where(shown(place))
          .why("the checksum of the object is " + checksum.get() + ", not " + file.checksum())
          .todo("Retry: PIM then sends it again.")
          .build();
    }
    context.say(
        new ByteSize(Math.max(1, upload.bytesSent())).rounded()
            + " sent of "
            + new ByteSize(file.size()).rounded());
    return checksum.isPresent();
  }

  /** The upload that an earlier try has started, else a new one. */
  private String upload(DeployContext context, BucketObject place)
      throws IOException, InterruptedException {
    Optional<String> known = StartedObject.read(context).flatMap(StartedObject::upload);
    if (known.isPresent()) {
      return known.get();
    }
    List<String> there = aws.uploads().at(place);
    String id = there.isEmpty() ? aws.uploads().start(place) : there.get(0);
    // The upload is recorded before its first part, so that a restart finds it.
    new StartedObject(place, Optional.of(id)).write(context);
    return id;
  }

  /** Whether the deployment may have something in a bucket. */
  static boolean isBegun(DeployContext context) throws IOException {
    return StartedObject.read(context).isPresent();
  }

  /** Removes the object and all uploads of the deployment, and the file on this host. */
  List<String> remove(DeployContext context) throws IOException, InterruptedException {
    List<String> removed = new ArrayList<>();
    Optional<BucketObject> known = StartedObject.read(context).map(StartedObject::place);
    if (known.isPresent()) {
      removed.addAll(removeAt(known.get()));
    }
    if (target.method() == AwsTarget.Method.S3 && !known.equals(Optional.of(place(context.id())))) {
      removed.addAll(Unbegun.look(() -> removeAt(place(context.id()))));
    }
    StartedObject.forget(context);
    disks.clear(context);
    return removed;
  }

  private List<String> removeAt(BucketObject place) throws InterruptedException {
    List<String> removed = new ArrayList<>();
    for (String id : aws.uploads().at(place)) {
      aws.uploads().abort(place, id);
      removed.add("unfinished upload to " + shown(place));
    }
    if (aws.objects().remove(place)) {
      removed.add("object " + shown(place));
    }
    return removed;
  }

  static String shown(BucketObject place) {
    return "s3://" + place.bucket() + "/" + place.key();
  }
}
