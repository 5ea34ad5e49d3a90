package io.pim.host.deploy.aws;

import io.pim.host.deploy.DeployContext;
import java.io.IOException;

/** A way to bring the image's disk into a snapshot in the target's own region. */
interface DiskWay {
  /** Makes the file that {@link #upload} sends. */
  void prepare(DeployContext context) throws IOException, InterruptedException;

  /** Sends what AWS does not have yet. Returns a note for people. */
  String upload(DeployContext context) throws IOException, InterruptedException;

  /** Waits until the snapshot is complete and has its tags. Returns its id. */
  String snapshot(DeployContext context) throws IOException, InterruptedException;

  /** Removes what is no longer needed, on this host and in AWS. */
  void clear(DeployContext context) throws IOException, InterruptedException;
}
