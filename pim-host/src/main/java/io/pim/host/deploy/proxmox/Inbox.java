package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.DeployContext;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.target.ServeAddress;
import io.pim.tools.process.Deadline;
import io.pim.tools.proxmox.ImageServer;
import io.pim.tools.proxmox.Proxmox;
import io.pim.tools.proxmox.Storages;
import io.pim.tools.proxmox.StoredFile;
import io.pim.tools.proxmox.UploadFile;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The uploaded files of a deployment, which wait on a storage until they are imported. */
final class Inbox {
  private final Proxmox proxmox;
  private final Placements placements;
  private final ImageForUpload images;
  private final Optional<ServeAddress> serve;
  private final Duration reach;

  /**
   * The uploads of a target.
   *
   * @param serve the address where nodes fetch them; empty to upload them
   * @param reach how long a node may take to ask for the file; a firewall in between may drop its
   *     requests silently
   */
  Inbox(
      Proxmox proxmox,
      Placements placements,
      ImageForUpload images,
      Optional<ServeAddress> serve,
      Duration reach) {
    this.serve = serve;
    this.reach = reach;
    this.proxmox = proxmox;
    this.placements = placements;
    this.images = images;
  }

  UploadFiles files(DeployContext context) throws IOException, InterruptedException {
    return UploadFiles.of(context, images);
  }

  /** Uploads the files that are missing. Returns how many were sent. */
  int fill(DeployContext context, List<Placement> all) throws IOException, InterruptedException {
    if (all.isEmpty()) {
      return 0;
    }
    UploadFiles files = files(context);
    // A copy that an earlier try began ends by itself. A second one would write over it.
    proxmox.storages().settle(context.progress()::line, placements.nodes());
    int sent = 0;
    for (Placement place : distinct(all)) {
      List<StoredFile> there = proxmox.storages().imports(place.node(), place.inbox().id());
      for (UploadFile file : files.all()) {
        if (isThere(there, file)) {
          context.say(file.name() + " is already on " + place.inbox().id());
          continue;
        }
        send(context, place, file);
        sent++;
      }
    }
    return sent;
  }

  private static boolean isThere(List<StoredFile> there, UploadFile file) {
    return there.stream()
        .anyMatch(its -> its.name().equals(file.name()) && its.size() == file.size());
  }

  private void send(DeployContext context, Placement place, UploadFile file)
      throws IOException, InterruptedException {
    if (serve.isPresent() && download(context, place, file, serve.get())) {
      return;
    }
    String where = place.inbox().id() + " on " + place.node();
    context.say("uploading " + file.name() + " to " + where);
    proxmox
        .storages()
        .upload(
            place.node(),
            place.inbox().id(),
            file,
            (bytes, total) ->
                context.fraction(total == 0 ? 1 : (double) bytes / total, "uploading to " + where),
            context.progress()::line);
  }

  /** Makes the node fetch the file from this host. Returns whether it did. */
  private boolean download(
      DeployContext context, Placement place, UploadFile file, ServeAddress address)
      throws IOException, InterruptedException {
    String where = place.inbox().id() + " on " + place.node();
    context.say(where + " fetches " + file.name() + " from " + address.host());
    try (ImageServer server = ImageServer.start(file, address.host(), address.port())) {
      Deadline coming = Deadline.in(reach);
      boolean fetched =
          proxmox
              .storages()
              .download(
                  place.node(),
                  place.inbox().id(),
                  file,
                  server.address(),
                  () -> coming.isOver() && server.sent() == 0,
                  line ->
                      context.fraction(
                          file.size() == 0 ? 1 : (double) server.sent() / file.size(),
                          "fetched by " + place.node()));
      if (!fetched) {
        context.say(
            place.node()
                + " could not fetch the file from "
                + address.host()
                + ", so it is uploaded");
      }
      return fetched;
    } catch (BindException e) {
      throw BuildFailure.of(
              FailureKind.HOST_SETUP, "The image cannot be served to " + place.node() + ".")
          .where("port " + address.port().map(String::valueOf).orElse("any"))
          .why(String.valueOf(e.getMessage()))
          .todo("Set another port in the target's serve, or remove serve to upload; then retry.")
          .build();
    }
  }

  /** One place for each storage: nodes that share a storage share the upload. */
  private static List<Placement> distinct(List<Placement> all) {
    Map<String, Placement> byKey = new LinkedHashMap<>();
    all.forEach(place -> byKey.putIfAbsent(place.inboxKey(), place));
    return List.copyOf(byKey.values());
  }

  /** Removes the deployment's uploads, complete or not. Returns a line for each. */
  List<String> clear(DeployContext context, List<Placement> all) throws InterruptedException {
    return clear(context, all, ProxmoxNames.uploadPrefix(context.id()));
  }

  /** Removes the uploads of all deployments of the plan's target, profile and architecture. */
  List<String> clearLine(DeployContext context, List<Placement> all) throws InterruptedException {
    return clear(context, all, ProxmoxNames.linePrefix(context.plan()));
  }

  private List<String> clear(DeployContext context, List<Placement> all, String prefix)
      throws InterruptedException {
    proxmox.storages().settle(context.progress()::line, placements.nodes());
    List<String> removed = new ArrayList<>();
    for (Placement place : distinct(all)) {
      for (StoredFile file : startingWith(prefix, place)) {
        proxmox
            .storages()
            .remove(place.node(), place.inbox().id(), file.volid(), context.progress()::line);
        removed.add("upload " + file.volid() + " on " + place.node());
      }
    }
    return removed;
  }

  private List<StoredFile> startingWith(String prefix, Placement place)
      throws InterruptedException {
    return proxmox.storages().imports(place.node(), place.inbox().id()).stream()
        .filter(file -> file.name().startsWith(prefix))
        .toList();
  }

  static String volid(Placement place, UploadFile file) {
    return Storages.volid(place.inbox().id(), file.name());
  }
}
