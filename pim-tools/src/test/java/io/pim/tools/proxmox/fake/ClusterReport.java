package io.pim.tools.proxmox.fake;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pim.model.json.Json;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The contents of the cluster, for programs that run the fake as a separate process.
 *
 * @param waiting the files on storages that wait for an import
 * @param unused the disks on storages that no VM names, except as unused
 */
record ClusterReport(
    List<Machine> machines, List<String> waiting, List<String> unused, List<String> runningTasks) {

  /**
   * A VM or template.
   *
   * @param notes its description
   * @param disk the digest of the bytes that its first disk was imported from
   */
  record Machine(
      int vmid,
      String node,
      String name,
      String notes,
      boolean template,
      boolean running,
      String lock,
      Optional<Sha256> disk) {}

  static ClusterReport of(Cluster cluster) throws IOException {
    List<Machine> machines = new ArrayList<>();
    List<String> waiting = new ArrayList<>();
    Set<String> unused = new TreeSet<>();
    synchronized (cluster) {
      for (Vm vm : cluster.vms()) {
        machines.add(
            new Machine(
                vm.vmid(),
                vm.node(),
                vm.name(),
                vm.option("description").orElse(""),
                vm.isTemplate(),
                vm.isRunning(),
                vm.lock(),
                disk(cluster, vm)));
      }
      Set<Disks.StoredDisk> used = used(cluster);
      for (String node : cluster.nodes()) {
        for (Storage storage : cluster.storages(node)) {
          for (StoredVolume volume : storage.volumes()) {
            String shown = node + ":" + storage.id() + ":" + volume.name();
            if (volume.content().equals("import")) {
              waiting.add(shown);
            } else if (!used.contains(new Disks.StoredDisk(storage, volume.name()))) {
              unused.add(shown);
            }
          }
        }
      }
      return new ClusterReport(machines, waiting, List.copyOf(unused), cluster.tasks().running());
    }
  }

  private static Set<Disks.StoredDisk> used(Cluster cluster) {
    Disks disks = new Disks(cluster);
    Set<Disks.StoredDisk> used = new HashSet<>();
    for (Vm vm : cluster.vms()) {
      vm.config()
          .forEach(
              (option, value) -> {
                if (Drive.isDrive(option)) {
                  disks.stored(vm, option, value).ifPresent(used::add);
                }
              });
    }
    return used;
  }

  private static Optional<Sha256> disk(Cluster cluster, Vm vm) throws IOException {
    Map<String, String> config = vm.config();
    String[] drive = config.getOrDefault("scsi0", "").split("[:,]", -1);
    if (drive.length < 2) {
      return Optional.empty();
    }
    Optional<StoredVolume> volume =
        cluster.findStorage(vm.node(), drive[0]).flatMap(storage -> storage.volume(drive[1]));
    return volume.flatMap(StoredVolume::file).isPresent()
        ? Optional.of(Sha256.ofFile(volume.get().file().get()))
        : Optional.empty();
  }

  String json() throws JsonProcessingException {
    return Json.mapper().writeValueAsString(this);
  }
}
