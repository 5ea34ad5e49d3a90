package io.pim.workflows.activity;

import io.pim.model.files.BuildId;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.RequestRef;
import io.temporal.activity.ActivityInterface;

/** Opens a build on its host, and ends it there. */
@ActivityInterface
public interface HostActivities {
  /**
   * Opens the build with the request that an earlier try left in its folder.
   *
   * @return false when the host does not have the request and needs it sent
   */
  boolean reopen(RequestRef request);

  /** Writes the request into the build's folder, where every later activity reads it. */
  void open(BuildRequest request);

  /** Ends the virtual machine and its servers; disks stay for the next try. */
  void stopMachines(BuildId buildId);

  /** For a held build: ends its machines and releases the VM slot. The failed disk stays. */
  void release(BuildId buildId);

  /** For a build that ends: removes everything but its logs, plan and manifest. */
  void cleanUp(BuildId buildId);
}
