package io.pim.host.deploy.aws;

import io.pim.model.files.DeploymentId;
import io.pim.tools.aws.AmiInfo;

/** An AMI that PIM has made. */
record OwnAmi(DeploymentId id, AmiInfo info) {
  String region() {
    return info.region();
  }

  boolean isCurrent() {
    return info.tags().containsKey(AwsTags.CURRENT);
  }

  boolean isAvailable() {
    return info.state() == AmiInfo.State.AVAILABLE;
  }
}
