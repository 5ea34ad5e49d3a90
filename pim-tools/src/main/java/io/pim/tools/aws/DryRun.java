package io.pim.tools.aws;

import java.util.List;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Tag;

/** Checks whether calls would be allowed. AWS answers each check with an error. */
final class DryRun {
  /**
   * Ids that no resource has: AWS checks the right to the action before it looks for the resource.
   */
  private static final String AMI = "ami-00000000000000000";

  private static final String SNAPSHOT = "snap-00000000000000000";
  private static final String INSTANCE = "i-00000000000000000";
  private static final String TASK = "import-snap-00000000000000000";
  private static final String NAME = "pim-check";
  private static final Tag TAG = Tag.builder().key("pim:check").value("").build();

  private DryRun() {}

  static void ask(Ec2Action action, Ec2Client ec2, String region) {
    switch (action) {
      case DESCRIBE_IMAGES -> ec2.describeImages(its -> its.dryRun(true).owners("self"));
      case DESCRIBE_SNAPSHOTS -> ec2.describeSnapshots(its -> its.dryRun(true).ownerIds("self"));
      case REGISTER_IMAGE ->
          ec2.registerImage(its -> its.dryRun(true).name(NAME).virtualizationType("hvm"));
      case COPY_IMAGE ->
          ec2.copyImage(its -> its.dryRun(true).name(NAME).sourceRegion(region).sourceImageId(AMI));
      case CREATE_TAGS -> ec2.createTags(its -> its.dryRun(true).resources(AMI).tags(TAG));
      case DELETE_TAGS -> ec2.deleteTags(its -> its.dryRun(true).resources(AMI).tags(TAG));
      case MODIFY_IMAGE_ATTRIBUTE ->
          ec2.modifyImageAttribute(
              its ->
                  its.dryRun(true)
                      .imageId(AMI)
                      .launchPermission(
                          change -> change.add(LaunchPermissions.of(List.of(), true))));
      case DEREGISTER_IMAGE -> ec2.deregisterImage(its -> its.dryRun(true).imageId(AMI));
      case DELETE_SNAPSHOT -> ec2.deleteSnapshot(its -> its.dryRun(true).snapshotId(SNAPSHOT));
      case IMPORT_SNAPSHOT ->
          ec2.importSnapshot(
              its ->
                  its.dryRun(true)
                      .diskContainer(
                          disk ->
                              disk.format("VMDK")
                                  .userBucket(from -> from.s3Bucket(NAME).s3Key(NAME))));
      case DESCRIBE_IMPORT_SNAPSHOT_TASKS ->
          ec2.describeImportSnapshotTasks(its -> its.dryRun(true));
      case CANCEL_IMPORT_TASK -> ec2.cancelImportTask(its -> its.dryRun(true).importTaskId(TASK));
      case RUN_INSTANCES ->
          ec2.runInstances(its -> its.dryRun(true).imageId(AMI).minCount(1).maxCount(1));
      case DESCRIBE_INSTANCES -> ec2.describeInstances(its -> its.dryRun(true));
      case DESCRIBE_INSTANCE_STATUS -> ec2.describeInstanceStatus(its -> its.dryRun(true));
      case GET_CONSOLE_OUTPUT -> ec2.getConsoleOutput(its -> its.dryRun(true).instanceId(INSTANCE));
      case TERMINATE_INSTANCES ->
          ec2.terminateInstances(its -> its.dryRun(true).instanceIds(INSTANCE));
    }
  }
}
