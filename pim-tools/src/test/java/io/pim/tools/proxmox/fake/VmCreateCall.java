package io.pim.tools.proxmox.fake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Creates a VM: takes its id at once, and makes its disks in a task. */
final class VmCreateCall {
  private static final Set<String> NO_OPTIONS =
      Set.of("vmid", "pool", "start", "storage", "bwlimit", "import-working-storage");

  private final Cluster cluster;
  private final OptionRights rights;
  private final Disks disks;

  VmCreateCall(Cluster cluster, OptionRights rights, Disks disks) {
    this.cluster = cluster;
    this.rights = rights;
    this.disks = disks;
  }

  Reply answer(Call call) throws Refusal {
    int vmid = Integer.parseInt(call.parameters().get("vmid"));
    Optional<String> pool = call.parameter("pool");
    if (pool.filter(name -> !cluster.hasPool(name)).isPresent()) {
      throw Refusal.error(
          403, "Permission check failed (pool '" + pool.get() + "' does not exist)");
    }
    rights.require(call, vmid, true);
    checkCpu(call);
    Map<String, Drive> drives = drives(call);
    Optional<Vm> other = cluster.findVm(vmid);
    if (other.isPresent()) {
      throw Refusal.error(
          500,
          "unable to create VM "
              + vmid
              + " - VM "
              + vmid
              + " already exists on node '"
              + other.get().node()
              + "'");
    }
    Vm vm = new Vm(vmid, call.node());
    vm.setLock("create");
    vm.setSilentPings(cluster.silentPings());
    cluster.put(vm);
    return Reply.data(
        cluster
            .tasks()
            .start(
                call.node(),
                "qmcreate",
                "" + vmid,
                call.who(),
                log -> create(vm, call, drives),
                () -> cluster.remove(vm)));
  }

  /** The types by level came with release 8.0. */
  private void checkCpu(Call call) throws Refusal {
    String type = call.parameter("cpu").orElse("");
    if (cluster.release().isBefore("8.0") && type.startsWith("x86-64-v")) {
      throw Refusal.invalid(
          "cpu",
          "invalid format - format error\ncputype: invalid format - Built-in cputype '"
              + type
              + "' is not defined (missing 'custom-' prefix?)\n");
    }
  }

  private Map<String, Drive> drives(Call call) throws Refusal {
    Map<String, Drive> drives = new HashMap<>();
    for (Map.Entry<String, String> option : call.parameters().entrySet()) {
      if (!Drive.isDrive(option.getKey())) {
        continue;
      }
      Drive drive = OptionRights.parse(option.getKey(), option.getValue());
      drives.put(option.getKey(), drive);
      if (drive.isEmpty() || drive.file().startsWith("/")) {
        continue;
      }
      Storage storage = storage(call.node(), drive.storage());
      if (drive.isCloudInit() || drive.allocates()) {
        if (!storage.holds("images")) {
          throw Refusal.invalid(
              "storage", "storage '" + storage.id() + "' does not support vm images");
        }
      } else if (!drive.volume().startsWith("iso/")) {
        throw Refusal.error(
            500, "unable to parse " + storage.type() + " volume name '" + drive.volume() + "'");
      }
      checkSource(option.getKey(), drive);
    }
    return drives;
  }

  private void checkSource(String option, Drive drive) throws Refusal {
    Optional<String> source = drive.property("import-from");
    if (source.isEmpty()) {
      return;
    }
    String volume = source.get().substring(source.get().indexOf(':') + 1);
    if (volume.startsWith("iso/")) {
      throw Refusal.invalid(
          option, source.get() + " has wrong type 'iso' - needs to be 'images' or 'import'");
    }
    if (cluster.release().isBefore("8.4") && volume.matches("import/[^/]+\\.(qcow2|raw|vmdk)")) {
      throw Refusal.error(500, "unable to parse directory volume name '" + volume + "'");
    }
  }

  /** The first disk, the first CD drive and the first network interface, if they exist. */
  private static String bootOrder(Vm vm) {
    Map<String, String> devices = new LinkedHashMap<>();
    vm.config()
        .forEach(
            (name, value) -> {
              if (name.matches("(scsi|virtio|sata|ide)\\d+")) {
                devices.putIfAbsent(value.contains("media=cdrom") ? "cdrom" : "disk", name);
              } else if (name.matches("net\\d+")) {
                devices.putIfAbsent("net", name);
              }
            });
    return Stream.of("disk", "cdrom", "net")
        .filter(devices::containsKey)
        .map(devices::get)
        .collect(Collectors.joining(";", "order=", ""));
  }

  private Storage storage(String node, String id) throws Refusal {
    return cluster
        .findStorage(node, id)
        .orElseThrow(() -> Refusal.error(500, "storage '" + id + "' does not exist"));
  }

  private int create(Vm vm, Call call, Map<String, Drive> drives) throws TaskError {
    List<Disks.StoredDisk> made = new ArrayList<>();
    try {
      Map<String, String> values = disks.make(vm, drives, made);
      call.parameters()
          .forEach(
              (name, value) -> {
                if (!NO_OPTIONS.contains(name)) {
                  vm.config().put(name, VmConfigCalls.stored(name, value));
                }
              });
      vm.config().putAll(values);
    } catch (TaskError e) {
      made.forEach(Disks.StoredDisk::remove);
      throw new TaskError("unable to create VM " + vm.vmid() + " - " + e.getMessage());
    }
    vm.config().putIfAbsent("smbios1", "uuid=" + UUID.randomUUID());
    vm.config().putIfAbsent("vmgenid", UUID.randomUUID().toString());
    vm.config().putIfAbsent("boot", bootOrder(vm));
    vm.config().put("meta", "creation-qemu=10.0.2,ctime=1764000000");
    vm.config()
        .computeIfPresent(
            "net0", (key, net) -> net.replaceFirst("^virtio(?!=)", "virtio=BC:24:11:00:00:01"));
    call.parameter("pool").ifPresent(vm::setPool);
    vm.setLock("");
    if (call.isSet("start")) {
      vm.setRunning(true);
    }
    return 0;
  }
}
