package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.TargetFinding;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.target.ProxmoxTarget;
import io.pim.tools.proxmox.ProxmoxVersion;
import io.pim.tools.proxmox.QmImport;
import io.pim.tools.proxmox.StorageInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks that images can be imported over SSH. Changes nothing. */
final class SshCheck {
  private final ImportNode node;
  private final ProxmoxTarget target;
  private final Placements placements;
  private final ProxmoxVersion version;

  SshCheck(ImportNode node, ProxmoxTarget target, Placements placements, ProxmoxVersion version) {
    this.version = version;
    this.node = node;
    this.target = target;
    this.placements = placements;
  }

  /**
   * Makes a line for each property.
   *
   * @param nodes the usable nodes of the target
   * @param storages the storages of each of them
   */
  List<TargetFinding> run(
      List<String> nodes, Map<String, List<StorageInfo>> storages, Optional<DeployedImage> image)
      throws IOException, InterruptedException {
    List<TargetFinding> found = new ArrayList<>();
    try {
      found.add(place(nodes, storages));
      found.add(right());
      Optional<Long> free = node.free();
      String subject = "folder " + target.importFolder() + " on " + node.shown();
      found.add(
          free.isPresent()
              ? ProxmoxCheck.room(
                  subject,
                  free.get(),
                  image,
                  "Make room there, or name another folder as import_folder.")
              : TargetFinding.good(subject, "the server does not report its free space"));
    } catch (BuildFailure e) {
      FailureReport report = e.report();
      found.add(
          TargetFinding.bad(
              "ssh " + node.shown(),
              report.what() + " " + report.why(),
              report.kind(),
              report.todo()));
    }
    return found;
  }

  private TargetFinding place(List<String> nodes, Map<String, List<StorageInfo>> storages)
      throws IOException, InterruptedException {
    String subject = "ssh " + node.shown();
    String name = node.name();
    boolean shared =
        nodes.stream()
            .findFirst()
            .flatMap(first -> placements.storage(storages.get(first), target.storage()))
            .filter(StorageInfo::shared)
            .isPresent();
    if (nodes.size() > 1 && !shared) {
      return TargetFinding.bad(
          subject,
          "it reaches one node, and the target has " + nodes.size(),
          FailureKind.TARGET_REFUSED,
          "Make a target for each node, or use a shared storage.");
    }
    // A template on a shared storage goes to the first node.
    return nodes.isEmpty() || nodes.get(0).equals(name)
        ? TargetFinding.good(subject, "is node " + name)
        : TargetFinding.bad(
            subject,
            "it is node " + name + ", and the template goes to " + nodes.get(0),
            FailureKind.TARGET_REFUSED,
            "Set host: of the target's ssh: to the address of " + nodes.get(0) + ".");
  }

  private TargetFinding right() throws IOException, InterruptedException {
    String subject = "qm on " + node.shown();
    QmImport one =
        new QmImport(
            target.vmIds().first(), node.path("image.qcow2"), target.storage(), Optional.empty());
    Optional<String> hindrance = node.hindrance(one.words(version));
    return hindrance.isEmpty()
        ? TargetFinding.good(subject, "the user may import disks")
        : TargetFinding.bad(
            subject, hindrance.get(), FailureKind.TARGET_REFUSED, QmImport.rightTodo());
  }
}
