package io.pim.tools.aws;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.LaunchPermission;
import software.amazon.awssdk.services.ec2.model.PermissionGroup;

/** Who may launch an AMI, in EC2's form. */
final class LaunchPermissions {
  private LaunchPermissions() {}

  static List<LaunchPermission> of(List<String> accounts, boolean withAll) {
    List<LaunchPermission> all = new ArrayList<>();
    for (String account : accounts) {
      LaunchPermission.Builder permission = LaunchPermission.builder();
      if (account.contains(":ou/")) {
        permission.organizationalUnitArn(account);
      } else if (account.startsWith("arn:")) {
        permission.organizationArn(account);
      } else {
        permission.userId(account);
      }
      all.add(permission.build());
    }
    if (withAll) {
      all.add(LaunchPermission.builder().group(PermissionGroup.ALL).build());
    }
    return all;
  }
}
