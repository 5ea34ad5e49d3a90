package io.pim.tools.aws;

import io.pim.tools.aws.ImportTask.State;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.ImportSnapshotTask;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.SnapshotTaskDetail;

/** Imports of disks from S3 into snapshots. EC2 uses a separate role for them. */
public final class Imports {
  private final AwsClients clients;
  private final AwsCalls calls;

  Imports(AwsClients clients, AwsCalls calls) {
    this.clients = clients;
    this.calls = calls;
  }

  /** Starts an import, or finds the one that the token started. Returns the id of its task. */
  public String start(NewImport wanted) throws InterruptedException {
    BucketObject from = wanted.from();
    return calls.call(
        "ec2:ImportSnapshot",
        from.region(),
        () ->
            clients
                .ec2(from.region())
                .importSnapshot(
                    its ->
                        its.clientToken(wanted.token())
                            .description(wanted.description())
                            .roleName(wanted.role())
                            .encrypted(wanted.encrypted() ? Boolean.TRUE : null)
                            .kmsKeyId(wanted.kmsKey().orElse(null))
                            .diskContainer(
                                disk ->
                                    disk.format("VMDK")
                                        .description(wanted.description())
                                        .userBucket(
                                            object ->
                                                object.s3Bucket(from.bucket()).s3Key(from.key())))
                            .tagSpecifications(
                                Tagged.of(ResourceType.IMPORT_SNAPSHOT_TASK, wanted.tags())))
                .importTaskId());
  }

  /**
   * The account's tasks with a tag, including ended ones for as long as AWS lists them. AWS
   * documents no filter by tag for them.
   */
  public List<ImportTask> withTag(String region, String key, String value)
      throws InterruptedException {
    return calls.call(
        "ec2:DescribeImportSnapshotTasks",
        region,
        () ->
            clients
                .ec2(region)
                .describeImportSnapshotTasksPaginator()
                .importSnapshotTasks()
                .stream()
                .filter(task -> value.equals(Tagged.read(task.tags()).get(key)))
                .map(Imports::read)
                .toList());
  }

  private static ImportTask read(ImportSnapshotTask task) {
    SnapshotTaskDetail detail = task.snapshotTaskDetail();
    State state =
        switch (detail.status()) {
          case "completed" -> State.COMPLETED;
          case "deleting", "deleted" -> State.BROKEN;
          default -> State.RUNNING;
        };
    return new ImportTask(
        task.importTaskId(),
        state,
        Objects.toString(detail.progress(), ""),
        Objects.toString(detail.statusMessage(), ""),
        Optional.ofNullable(detail.snapshotId()));
  }

  /** Ends a task; does nothing if it has ended. */
  public void cancel(String region, String id) throws InterruptedException {
    calls.callUnless(
        "IncorrectState",
        "ec2:CancelImportTask",
        region,
        () ->
            clients
                .ec2(region)
                .cancelImportTask(its -> its.importTaskId(id).cancelReason("undone by PIM")));
  }
}
