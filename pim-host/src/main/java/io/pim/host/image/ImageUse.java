package io.pim.host.image;

import io.pim.host.claim.UnfinishedBuilds;
import io.pim.host.claim.UnfinishedDeployments;
import io.pim.host.store.DiskHeader;
import io.pim.model.files.DeploymentId;
import io.pim.model.files.PimFolders;
import io.pim.model.registry.ImageEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Finds out who would be harmed by removing an image: unfinished builds and deployments, and disks
 * of VMs, verifications or shells that are based on it. A killed verification does not count.
 */
public final class ImageUse {
  /** A disk lies in the folder of its VM or build, or one level below. */
  private static final int DEPTH = 3;

  private final PimFolders folders;
  private final UnfinishedBuilds unfinished;
  private final UnfinishedDeployments deployments;
  private final DiskHeader header;
  private final KilledVerifications killed;

  public ImageUse(PimFolders folders, DiskHeader header, KilledVerifications killed) {
    this.folders = folders;
    this.unfinished = new UnfinishedBuilds(folders);
    this.deployments = new UnfinishedDeployments(folders);
    this.header = header;
    this.killed = killed;
  }

  /**
   * The users of an image, one line each; empty when there are none.
   *
   * @param request contains what another source knows to be unfinished
   */
  List<String> of(ImageEntry image, RemovalRequest request)
      throws IOException, InterruptedException {
    List<String> users = new ArrayList<>();
    if (request.unfinished().contains(image.buildId())
        || unfinished.list().contains(image.buildId())) {
      users.add("build " + image.buildId() + " has not ended");
    }
    deploying(image, request.deploying())
        .forEach(id -> users.add("deployment " + id + " has not ended"));
    for (Path disk : disks()) {
      Optional<Path> under =
          header.standsOn(disk).map(name -> disk.resolveSibling(name).normalize());
      if (under.isPresent()
          && isSame(under.get(), image.path())
          && !killed.left(disk, image.name())) {
        users.add(owner(disk) + " is based on it");
      }
    }
    return users;
  }

  private Set<DeploymentId> deploying(ImageEntry image, Map<DeploymentId, String> alsoUnfinished)
      throws IOException {
    Map<DeploymentId, String> images = new TreeMap<>(Comparator.comparing(DeploymentId::text));
    images.putAll(alsoUnfinished);
    images.putAll(deployments.images());
    images.values().removeIf(name -> !name.equals(image.name()));
    return images.keySet();
  }

  /** A VM's disk is identified by the folder it lies in. */
  private String owner(Path disk) {
    return disk.startsWith(folders.vms())
        ? "VM " + folders.vms().relativize(disk).getName(0)
        : "the disk " + disk;
  }

  /** Compares real paths, because a VM on a qcow2 file stores the path without links. */
  private static boolean isSame(Path under, Path image) throws IOException {
    return under.equals(image)
        || (Files.exists(under) && Files.exists(image) && Files.isSameFile(under, image));
  }

  private List<Path> disks() throws IOException {
    List<Path> disks = new ArrayList<>();
    for (Path folder : List.of(folders.work(), folders.vms())) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.walk(folder, DEPTH)) {
          files.filter(file -> file.toString().endsWith(".qcow2")).forEach(disks::add);
        }
      }
    }
    return disks;
  }
}
