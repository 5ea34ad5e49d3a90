package io.pim.host.deploy.aws;

import io.pim.host.build.BuildLog;
import io.pim.host.deploy.DeployContext;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.target.AwsTarget;
import io.pim.tools.aws.Aws;
import io.pim.tools.aws.BucketObject;
import io.pim.tools.aws.ImportTask;
import io.pim.tools.aws.NewImport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes EC2 create a snapshot of the object in the bucket. */
final class SnapshotImport {
  /** The name of the token of the import's request. */
  static final String TOKEN = "import";

  private static final int LONGEST_MESSAGE = 300;
  private static final double PERCENT = 100;

  private static final String ROLE_ADVICE =
      "Create the role with the trust in vmie.amazonaws.com and the policy that"
          + " docs/guides/deploy-aws.md has, or name another one as the target's role:. Or set"
          + " method: ebs, which needs no role. Then retry.";

  private final Aws aws;
  private final AwsTarget target;
  private final Patience patience;

  SnapshotImport(Aws aws, AwsTarget target, Patience patience) {
    this.aws = aws;
    this.target = target;
    this.patience = patience;
  }

  /**
   * Imports, or waits for a running import. Returns the id of the tagged snapshot.
   *
   * @param upload uploads the object, if an import has to be started
   */
  String run(DeployContext context, BucketUpload upload) throws IOException, InterruptedException {
    BucketObject from = upload.place(context.id());
    String token = RequestToken.of(context, TOKEN, form(context, from, ""));
    Optional<ImportTask> known = find(token);
    if (known.isEmpty()) {
      upload.ensure(context);
      context.say("importing " + BucketUpload.shown(from));
      start(form(context, from, token));
    }
    ImportTask task = known.isPresent() ? known.get() : patiently(context, token);
    while (task.state() == ImportTask.State.RUNNING) {
      tell(context, task);
      patience.rest(context, line(task));
      task = patiently(context, token);
    }
    Optional<String> snapshot =
        task.state() == ImportTask.State.COMPLETED ? task.snapshot() : Optional.empty();
    boolean tagged =
        snapshot.isPresent()
            && aws.snapshots()
                .tag(
                    target.region(),
                    snapshot.get(),
                    AwsTags.of(context.id(), context.plan().image(), target));
    if (!tagged) {
      // The next try requests another one.
      RequestToken.forget(context, TOKEN);
      throw failed(task, from);
    }
    return snapshot.get();
  }

  private static void tell(DeployContext context, ImportTask task) {
    if (task.percent().matches("\\d{1,3}")) {
      context.fraction(Math.min(1, Integer.parseInt(task.percent()) / PERCENT), line(task));
    }
  }

  private static String line(ImportTask task) {
    return "AWS imports the disk (" + task.id() + "): " + said(task);
  }

  private static String said(ImportTask task) {
    String text = BuildLog.oneLine(task.message());
    return text.length() > LONGEST_MESSAGE ? text.substring(0, LONGEST_MESSAGE) + "..." : text;
  }

  private NewImport form(DeployContext context, BucketObject from, String token) {
    Map<String, String> tags =
        new HashMap<>(AwsTags.of(context.id(), context.plan().image(), target));
    tags.put(AwsTags.IMPORT, token);
    return new NewImport(
        token,
        from,
        target.role(),
        "PIM image " + context.plan().image().name(),
        target.encrypted(),
        target.kmsKey(),
        tags);
  }

  private void start(NewImport wanted) throws InterruptedException {
    try {
      aws.imports().start(wanted);
    } catch (BuildFailure e) {
      FailureReport report = e.report();
      if (report.kind() == FailureKind.TARGET_FAILED && report.why().contains("role")) {
        throw BuildFailure.of(FailureKind.TARGET_REFUSED, "EC2 cannot use the import role")
            .where("role " + target.role())
            .why(report.why())
            .todo(ROLE_ADVICE)
            .causedBy(e)
            .build();
      }
      throw e;
    }
  }

  private Optional<ImportTask> find(String token) throws InterruptedException {
    return aws.imports().withTag(target.region(), AwsTags.IMPORT, token).stream().findFirst();
  }

  private ImportTask patiently(DeployContext context, String token) throws InterruptedException {
    return patience
        .find(context, "the import task", () -> find(token))
        .orElseThrow(
            () ->
                BuildFailure.of(FailureKind.TARGET_FAILED, "The import task no longer exists")
                    .where("AWS region " + target.region())
                    .why("no import task of the account has the tag of this deployment")
                    .todo("Find out who removed its tags, and retry.")
                    .build());
  }

  private BuildFailure failed(ImportTask task, BucketObject from) {
    boolean completed = task.state() == ImportTask.State.COMPLETED;
    return BuildFailure.of(FailureKind.TARGET_FAILED, "AWS could not import the disk")
        .where(target.region() + ", " + task.id() + ", " + BucketUpload.shown(from))
        .why(completed ? "the snapshot that it made no longer exists" : said(task))
        .todo(completed ? "Retry: PIM then imports it again." : advice(task.message()))
        .build();
  }

  private String advice(String message) {
    if (message.contains("403") || message.contains("access")) {
      return "Let the role "
          + target.role()
          + " read the bucket "
          + target.bucket().orElse("")
          + " (s3:GetBucketLocation, s3:GetObject, s3:ListBucket), and retry: the object is still"
          + " there.";
    }
    if (message.contains("KMS") || message.contains("kms")) {
      return "Let the role "
          + target.role()
          + " use the key of the bucket and of the target (kms:CreateGrant, kms:Decrypt,"
          + " kms:DescribeKey, kms:GenerateDataKey*, kms:ReEncrypt*), and retry.";
    }
    return "Retry: PIM then imports it again. If AWS says the same again, set method: ebs for the "
        + "target, which imports nothing.";
  }

  /** Cancels the deployment's running tasks, and removes snapshots that have no tags yet. */
  List<String> remove(DeployContext context) throws IOException, InterruptedException {
    if (!RequestToken.isThere(context, TOKEN)) {
      return Unbegun.look(() -> remove(context, tasks(context)));
    }
    patience.find(context, "the import task", () -> tasks(context).stream().findFirst());
    return remove(context, tasks(context));
  }

  private List<String> remove(DeployContext context, List<ImportTask> tasks)
      throws IOException, InterruptedException {
    List<String> removed = new ArrayList<>();
    for (ImportTask task : tasks) {
      ImportTask ended = end(context, task);
      if (task.state() == ImportTask.State.RUNNING) {
        removed.add("import task " + task.id());
      }
      if (ended.snapshot().isPresent()) {
        aws.snapshots().remove(target.region(), ended.snapshot().get());
      }
    }
    RequestToken.forget(context, TOKEN);
    return removed;
  }

  private List<ImportTask> tasks(DeployContext context) throws InterruptedException {
    return aws.imports().withTag(target.region(), AwsTags.DEPLOYMENT, context.id().text());
  }

  /** AWS refuses to cancel a task that has just ended; the next check finds its end. */
  private void cancel(ImportTask task) throws InterruptedException {
    try {
      aws.imports().cancel(target.region(), task.id());
    } catch (BuildFailure e) {
      if (e.report().kind() != FailureKind.TARGET_FAILED) {
        throw e;
      }
    }
  }

  private ImportTask end(DeployContext context, ImportTask task) throws InterruptedException {
    ImportTask last = task;
    for (int looks = 0; last.state() == ImportTask.State.RUNNING; looks++) {
      if (looks == Patience.LOOKS) {
        throw BuildFailure.of(FailureKind.TARGET_FAILED, "An import task does not end")
            .where(target.region() + ", " + task.id())
            .why("it was cancelled, and AWS says: " + said(last))
            .todo("Wait for its end, and run the same command again.")
            .build();
      }
      cancel(task);
      patience.rest(context, "AWS ends " + task.id());
      last =
          tasks(context).stream()
              .filter(its -> its.id().equals(task.id()))
              .findFirst()
              .orElse(new ImportTask(task.id(), ImportTask.State.BROKEN, "", "", Optional.empty()));
    }
    return last;
  }
}
