package io.pim.tools.proxmox.fake;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The rights that single options of a VM need, checked after the schema. */
final class OptionRights {
  private final Cluster cluster;
  private final ApiContract contract;

  OptionRights(Cluster cluster, ApiContract contract) {
    this.cluster = cluster;
    this.contract = contract;
  }

  /**
   * Requires the right to each option.
   *
   * @param creates whether the VM is being created: drives then need only the storage's rights
   */
  void require(Call call, int vmid, boolean creates) throws Refusal {
    String path = "/vms/" + vmid;
    Set<String> held = new HashSet<>(cluster.privileges(call.who(), path));
    if (creates) {
      call.parameter("pool")
          .ifPresent(pool -> held.addAll(cluster.privileges(call.who(), "/pool/" + pool)));
    }
    for (Map.Entry<String, String> parameter : call.parameters().entrySet()) {
      String name = parameter.getKey();
      Optional<ParameterRule> rule = contract.vmOption(name);
      if (rule.isEmpty() || call.endpoint().parameters().containsKey(name)) {
        continue;
      }
      String privilege = rule.get().rule().path("priv").asText();
      if (privilege.equals("root")) {
        throw Refusal.error(500, "only root can set '" + name + "' config");
      }
      if (Drive.isDrive(name)) {
        requireDrive(call, vmid, held, name, parameter.getValue(), creates);
      } else {
        requireAny(held, path, privilege);
      }
      if (name.startsWith("net")) {
        requireBridge(call, parameter.getValue());
      }
    }
  }

  private void requireDrive(
      Call call, int vmid, Set<String> held, String name, String value, boolean creates)
      throws Refusal {
    Drive drive = parse(name, value);
    if (!creates) {
      String path = "/vms/" + vmid;
      if (drive.isCdrom()) {
        requireAny(held, path, "CDROM");
      } else {
        requireAny(held, path, "Disk");
      }
      if (drive.isCloudInit()) {
        requireAny(held, path, "Cloudinit");
      }
    }
    if (drive.allocates() || drive.isCloudInit()) {
      cluster.require(call.who(), "/storage/" + drive.storage(), "Datastore.AllocateSpace");
    }
    Optional<String> source = drive.property("import-from");
    if (source.isPresent()) {
      if (source.get().startsWith("/")) {
        throw Refusal.error(
            500,
            "Only root can pass arbitrary filesystem paths. at /usr/share/perl5/PVE/Storage.pm"
                + " line 1.");
      }
      String storage = source.get().substring(0, source.get().indexOf(':'));
      Set<String> there = cluster.privileges(call.who(), "/storage/" + storage);
      if (!there.contains("Datastore.AllocateSpace") && !there.contains("Datastore.Audit")) {
        throw Refusal.noRight("/storage/" + storage, "Datastore.AllocateSpace|Datastore.Audit");
      }
    }
  }

  static Drive parse(String name, String value) throws Refusal {
    try {
      return Drive.parse(name, value);
    } catch (PropertyString.Malformed e) {
      throw Refusal.invalid(name, e.getMessage());
    }
  }

  /** Names such as "Cloudinit or Network" stand for VM.Config rights. */
  private static void requireAny(Set<String> held, String path, String names) throws Refusal {
    for (String name : names.split(" or ", -1)) {
      if (held.contains("VM.Config." + name)) {
        return;
      }
    }
    throw Refusal.noRight(path, "VM.Config." + names.replace(" or ", "|VM.Config."));
  }

  private void requireBridge(Call call, String net) throws Refusal {
    var bridge = java.util.regex.Pattern.compile("bridge=([^,]+)").matcher(net);
    if (bridge.find()) {
      cluster.requireBridge(call.who(), bridge.group(1));
    }
  }
}
