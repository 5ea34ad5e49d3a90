package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.DeployContext;
import java.io.IOException;
import java.util.List;

/** How the image gets to the cluster, and into the disks of a new VM. */
interface ImageWay extends AutoCloseable {
  /** A place for each template. */
  List<Placement> places() throws IOException, InterruptedException;

  /** Sends what is needed and not there yet. Returns how many files were sent. */
  int upload(DeployContext context, List<Placement> places)
      throws IOException, InterruptedException;

  /** Makes the VM of each place, with its disks. */
  void create(DeployContext context, List<Placement> places)
      throws IOException, InterruptedException;

  /** Ends what is still at work for VMs that are about to be removed. */
  void settle(DeployContext context, List<OwnVm> vms) throws IOException, InterruptedException;

  /** Removes the deployment's uploads, whatever came of them. Returns what was removed. */
  List<String> clear(DeployContext context, List<Placement> places)
      throws IOException, InterruptedException;

  /** Removes what other deployments of the plan's line have left: only one runs at a time. */
  List<String> clearLine(DeployContext context, List<Placement> places)
      throws IOException, InterruptedException;

  @Override
  void close();
}
