package io.pim.tools.aws;

/** The actions of EC2 that a deployment needs and that DryRun can check. */
public enum Ec2Action {
  DESCRIBE_IMAGES("ec2:DescribeImages"),
  DESCRIBE_SNAPSHOTS("ec2:DescribeSnapshots"),
  REGISTER_IMAGE("ec2:RegisterImage"),
  COPY_IMAGE("ec2:CopyImage"),
  CREATE_TAGS("ec2:CreateTags"),
  DELETE_TAGS("ec2:DeleteTags"),
  MODIFY_IMAGE_ATTRIBUTE("ec2:ModifyImageAttribute"),
  DEREGISTER_IMAGE("ec2:DeregisterImage"),
  DELETE_SNAPSHOT("ec2:DeleteSnapshot"),
  IMPORT_SNAPSHOT("ec2:ImportSnapshot"),
  DESCRIBE_IMPORT_SNAPSHOT_TASKS("ec2:DescribeImportSnapshotTasks"),
  CANCEL_IMPORT_TASK("ec2:CancelImportTask"),
  RUN_INSTANCES("ec2:RunInstances"),
  DESCRIBE_INSTANCES("ec2:DescribeInstances"),
  DESCRIBE_INSTANCE_STATUS("ec2:DescribeInstanceStatus"),
  GET_CONSOLE_OUTPUT("ec2:GetConsoleOutput"),
  TERMINATE_INSTANCES("ec2:TerminateInstances");

  private final String id;

  Ec2Action(String id) {
    this.id = id;
  }

  /** The action's name in policies. */
  public String id() {
    return id;
  }
}
