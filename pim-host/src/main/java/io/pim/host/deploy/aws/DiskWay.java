package io.pim.host.deploy.aws;

import io.pim.host.deploy.DeployContext;
import java.io.IOException;

/** A way of the image's disk into a snapshot in the target's own region. */
interface DiskWay {
  /** Makes the file that is sent. */
  void prepare(DeployContext context) throws IOException, InterruptedException;

  /** Sends what is not there yet. Returns what is there now, for people. */
  String upload(DeployContext context) throws IOException, InterruptedException;

  /** Waits until the snapshot is complete and has its tags. Returns its id. */
  String snapshot(DeployContext context) throws IOException, InterruptedException;

  /** Removes what only the way needed, on this host and in AWS. */
  void clear(DeployContext context) throws IOException, InterruptedException;
}
