package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.DeployContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Uploads a file to a storage and imports it from there, as releases from 8.4 on can. */
final class ApiWay implements ImageWay {
  private final Placements placements;
  private final Inbox inbox;
  private final TemplateCreation creation;
  private final TemplateOptions options;

  ApiWay(Placements placements, Inbox inbox, TemplateCreation creation, TemplateOptions options) {
    this.placements = placements;
    this.inbox = inbox;
    this.creation = creation;
    this.options = options;
  }

  @Override
  public List<Placement> places() throws InterruptedException {
    return placements.withUploads();
  }

  @Override
  public int upload(DeployContext context, List<Placement> places)
      throws IOException, InterruptedException {
    return inbox.fill(context, missing(context, places));
  }

  /** The places without a VM of this deployment. */
  private List<Placement> missing(DeployContext context, List<Placement> places)
      throws IOException, InterruptedException {
    List<Placement> missing = new ArrayList<>();
    for (Placement place : places) {
      if (creation.find(context, place).isEmpty()) {
        missing.add(place);
      }
    }
    return missing;
  }

  @Override
  public void create(DeployContext context, List<Placement> places)
      throws IOException, InterruptedException {
    List<Placement> missing = missing(context, places);
    if (missing.isEmpty()) {
      return;
    }
    // Somebody may have removed the upload meanwhile. Then it is sent again.
    inbox.fill(context, missing);
    UploadFiles files = inbox.files(context);
    for (Placement place : missing) {
      creation.create(
          context, place, vmid -> options.importing(context, place, vmid, files), vmid -> true);
    }
  }

  /** Does nothing: the driver has already waited for the tasks of the VMs. */
  @Override
  public void settle(DeployContext context, List<OwnVm> vms) {}

  @Override
  public List<String> clear(DeployContext context, List<Placement> places)
      throws InterruptedException {
    return inbox.clear(context, places);
  }

  @Override
  public List<String> clearLine(DeployContext context, List<Placement> places)
      throws InterruptedException {
    return inbox.clearLine(context, places);
  }

  @Override
  public void close() {
    // Nothing is open: each request uses a connection of its own.
  }
}
