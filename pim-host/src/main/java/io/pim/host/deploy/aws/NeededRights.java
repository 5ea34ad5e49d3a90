package io.pim.host.deploy.aws;

import io.pim.model.target.AwsTarget;
import io.pim.tools.aws.Ec2Action;
import java.util.EnumSet;
import java.util.Set;

/** The actions of EC2 that a target needs in a region. */
final class NeededRights {
  private static final Set<Ec2Action> IMPORT =
      EnumSet.of(
          Ec2Action.IMPORT_SNAPSHOT,
          Ec2Action.DESCRIBE_IMPORT_SNAPSHOT_TASKS,
          Ec2Action.CANCEL_IMPORT_TASK);
  private static final Set<Ec2Action> TRIAL =
      EnumSet.of(
          Ec2Action.RUN_INSTANCES,
          Ec2Action.DESCRIBE_INSTANCES,
          Ec2Action.DESCRIBE_INSTANCE_STATUS,
          Ec2Action.GET_CONSOLE_OUTPUT,
          Ec2Action.TERMINATE_INSTANCES);

  private NeededRights() {}

  static Set<Ec2Action> in(String region, AwsTarget target) {
    boolean own = region.equals(target.region());
    Set<Ec2Action> needed = EnumSet.allOf(Ec2Action.class);
    needed.remove(own ? Ec2Action.COPY_IMAGE : Ec2Action.REGISTER_IMAGE);
    if (target.launchPermissions().isEmpty() && !target.isPublic()) {
      needed.remove(Ec2Action.MODIFY_IMAGE_ATTRIBUTE);
    }
    if (!own || target.method() != AwsTarget.Method.S3) {
      needed.removeAll(IMPORT);
    }
    if (!own || !target.common().trial()) {
      needed.removeAll(TRIAL);
    }
    return needed;
  }
}
