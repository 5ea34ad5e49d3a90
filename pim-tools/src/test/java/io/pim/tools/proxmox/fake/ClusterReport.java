package io.pim.tools.proxmox.fake;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pim.model.json.Json;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that is on the cluster, for programs that run the fake as a process of its own.
 *
 * @param waiting the files on storages that wait for an import
 * @param uploads how many uploads were copied to a storage
 */
record ClusterReport(
    List<Machine> machines, List<String> waiting, List<String> runningTasks, long uploads) {

  /**
   * A VM or template.
   *
   * @param disk the digest of the bytes that its first disk was imported from
   */
  record Machine(
      int vmid,
      String node,
      String name,
      boolean template,
      boolean running,
      String lock,
      Optional<Sha256> disk) {}

  static ClusterReport of(Cluster cluster) throws IOException {
    List<Machine> machines = new ArrayList<>();
    List<String> waiting = new ArrayList<>();
    synchronized (cluster) {
      for (Vm vm : cluster.vms()) {
        machines.add(
            new Machine(
                vm.vmid(),
                vm.node(),
                vm.name(),
                vm.isTemplate(),
                vm.isRunning(),
                vm.lock(),
                disk(cluster, vm)));
      }
      for (String node : cluster.nodes()) {
        for (Storage storage : cluster.storages(node)) {
          storage.volumes().stream()
              .filter(volume -> volume.content().equals("import"))
              .forEach(volume -> waiting.add(node + ":" + storage.id() + ":" + volume.name()));
        }
      }
      return new ClusterReport(
          machines,
          waiting,
          cluster.tasks().running(),
          cluster.tasks().types().stream().filter("imgcopy"::equals).count());
    }
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
