package io.pim.tools.proxmox.fake;

import io.pim.model.unit.Sha256;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Serves the options of a VM. */
final class VmConfigCalls {
  private final Cluster cluster;
  private final OptionRights rights;
  private final Disks disks;

  VmConfigCalls(Cluster cluster, OptionRights rights, Disks disks) {
    this.cluster = cluster;
    this.rights = rights;
    this.disks = disks;
  }

  void register(Map<String, Handler> handlers) {
    handlers.put("GET /nodes/{node}/qemu/{vmid}/config", this::read);
    handlers.put("PUT /nodes/{node}/qemu/{vmid}/config", this::change);
  }

  /** An option in the form that the configuration keeps. */
  static String stored(String name, String value) {
    if (name.equals("tags")) {
      TreeSet<String> tags = new TreeSet<>();
      for (String tag : value.toLowerCase(Locale.ROOT).split("[,;\\s]+", -1)) {
        if (!tag.isEmpty()) {
          tags.add(tag);
        }
      }
      return String.join(";", tags);
    }
    return name.equals("description") ? value.stripTrailing() : value;
  }

  private static String digest(Vm vm) {
    return Sha256.ofText(vm.config().toString()).hex().substring(0, 40);
  }

  private Reply read(Call call) throws Refusal {
    Vm vm = cluster.vm(call.node(), call.vmid());
    Map<String, Object> data = new LinkedHashMap<>(vm.config());
    data.computeIfPresent("cipassword", (key, value) -> "**********");
    for (String number : new String[] {"template", "protection", "cores", "sockets", "balloon"}) {
      data.computeIfPresent(number, (key, value) -> Integer.parseInt(value.toString()));
    }
    if (!vm.lock().isEmpty()) {
      data.put("lock", vm.lock());
    }
    data.put("digest", digest(vm));
    return Reply.data(data);
  }

  private Reply change(Call call) throws Refusal {
    rights.require(call, call.vmid(), false);
    Vm vm = cluster.vm(call.node(), call.vmid());
    if (call.parameters().isEmpty()) {
      throw Refusal.error(500, "no options specified");
    }
    if (!vm.lock().isEmpty()) {
      throw Refusal.error(500, "VM is locked (" + vm.lock() + ")");
    }
    Optional<String> expected = call.parameter("digest");
    if (expected.filter(digest -> !digest.equals(digest(vm))).isPresent()) {
      throw Refusal.error(500, "checksum mismatch (file change by other user?)");
    }
    checkBoot(call, vm);
    Map<String, String> drives = drives(call, vm);
    call.parameter("delete")
        .ifPresent(
            names -> {
              for (String name : names.split("[,; ]", -1)) {
                vm.config().remove(name);
              }
            });
    call.parameters()
        .forEach(
            (name, value) -> {
              if (!call.endpoint().parameters().containsKey(name)) {
                vm.config().put(name, stored(name, value));
              }
            });
    vm.config().putAll(drives);
    removeUsed(vm);
    return Reply.data(null);
  }

  /** The drives that get an existing volume; no volume is made here. */
  private Map<String, String> drives(Call call, Vm vm) throws Refusal {
    Map<String, String> drives = new HashMap<>();
    for (Map.Entry<String, String> option : call.parameters().entrySet()) {
      if (Drive.isDrive(option.getKey())) {
        Drive drive = OptionRights.parse(option.getKey(), option.getValue());
        drives.put(
            option.getKey(),
            drive.isEmpty() ? drive.toString() : disks.existing(vm, drive).toString());
      }
    }
    return drives;
  }

  /** A volume that a drive names is no longer unused. */
  private static void removeUsed(Vm vm) {
    Set<String> used =
        vm.config().entrySet().stream()
            .filter(option -> Drive.isDrive(option.getKey()))
            .map(option -> option.getValue().split(",", 2)[0])
            .collect(Collectors.toSet());
    vm.config()
        .entrySet()
        .removeIf(option -> Drive.isUnused(option.getKey()) && used.contains(option.getValue()));
  }

  private static void checkBoot(Call call, Vm vm) throws Refusal {
    String boot = call.parameter("boot").orElse("");
    if (boot.startsWith("order=")) {
      for (String device : boot.substring("order=".length()).split(";", -1)) {
        if (!vm.config().containsKey(device)) {
          throw Refusal.error(500, "invalid bootorder: device '" + device + "' does not exist'");
        }
      }
    }
  }
}
