package io.pim.host.deploy.aws;

import io.pim.model.files.DeploymentId;
import io.pim.tools.aws.SnapshotInfo;

/** A snapshot that PIM has made. */
record OwnSnapshot(DeploymentId id, SnapshotInfo info) {}
