package io.pim.workflows.activity;

import io.pim.model.files.BuildId;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.RequestRef;
import io.temporal.activity.ActivityInterface;

/** Opens a build on its host, and ends it there. */
@ActivityInterface
public interface HostActivities {
  /**
   * Opens the build with the request that its folder has from an earlier try.
   *
   * @return false where the host has not got it, and must be sent it
   */
  boolean reopen(RequestRef request);

  /** Puts the request into the build's folder, where every later activity reads it. */
  void open(BuildRequest request);

  /** Ends the virtual machine and its servers; disks stay, so that the next try can go on. */
  void stopMachines(BuildId buildId);

  /** For a build that is held: ends what runs and gives the VM slot back; the failed disk stays. */
  void release(BuildId buildId);

  /** For a build that ends: nothing but its logs, plan and manifest stays. */
  void cleanUp(BuildId buildId);
}
