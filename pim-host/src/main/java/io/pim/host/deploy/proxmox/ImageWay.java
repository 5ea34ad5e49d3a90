package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.DeployContext;
import java.io.IOException;
import java.util.List;

/** A way to bring the image to the cluster, and into the disks of new VMs. */
interface ImageWay extends AutoCloseable {
  /** The places of the templates, one for each. */
  List<Placement> places() throws IOException, InterruptedException;

  /** Sends the files that are needed and missing. Returns how many were sent. */
  int upload(DeployContext context, List<Placement> places)
      throws IOException, InterruptedException;

  /** Makes a VM with its disks at each place. */
  void create(DeployContext context, List<Placement> places)
      throws IOException, InterruptedException;

  /** Waits for jobs that still work on VMs, which are about to be removed. */
  void settle(DeployContext context, List<OwnVm> vms) throws IOException, InterruptedException;

  /** Removes the deployment's uploads, complete or not. Returns a line for each. */
  List<String> clear(DeployContext context, List<Placement> places)
      throws IOException, InterruptedException;

  /**
   * Removes the uploads of all deployments of the plan's target, profile and architecture. Only one
   * of these runs at a time, so those of others are leftovers.
   */
  List<String> clearLine(DeployContext context, List<Placement> places)
      throws IOException, InterruptedException;

  @Override
  void close();
}
