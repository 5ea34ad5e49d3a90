package io.pim.tools.proxmox.fake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Serves the calls about the complete cluster: version, nodes, IDs, resources, pools, rights. */
final class ClusterCalls {
  private final Cluster cluster;
  private final String fingerprint;
  private final Map<Integer, Map<String, Object>> late = new HashMap<>();

  ClusterCalls(Cluster cluster, String fingerprint) {
    this.cluster = cluster;
    this.fingerprint = fingerprint;
  }

  void register(Map<String, Handler> handlers) {
    handlers.put("GET /version", call -> version());
    handlers.put("GET /cluster/nextid", this::nextId);
    handlers.put("GET /cluster/resources", this::resources);
    handlers.put("GET /nodes", call -> nodes());
    handlers.put("GET /nodes/{node}/status", call -> nodeStatus());
    handlers.put("GET /pools", this::pools);
    handlers.put("GET /access/permissions", this::permissions);
  }

  private Reply version() {
    return Reply.data(
        Map.of(
            "release",
            cluster.release().toString(),
            "repoid",
            "f0f0f0f0",
            "version",
            cluster.release() + ".4"));
  }

  private Reply nextId(Call call) throws Refusal {
    if (call.parameter("vmid").isEmpty()) {
      return Reply.data("" + cluster.freeId());
    }
    int wanted = Integer.parseInt(call.parameter("vmid").get());
    if (cluster.findVm(wanted).isPresent()) {
      throw Refusal.invalid("vmid", "VM " + wanted + " already exists");
    }
    return Reply.data("" + wanted);
  }

  private Reply resources(Call call) {
    String type = call.parameter("type").orElse("");
    List<Map<String, Object>> rows = new ArrayList<>();
    if (type.isEmpty() || type.equals("vm")) {
      cluster.vms().stream()
          .filter(vm -> may(call, "/vms/" + vm.vmid(), "VM.Audit"))
          .forEach(vm -> rows.add(row(vm)));
    }
    if (type.isEmpty() || type.equals("node")) {
      cluster
          .nodes()
          .forEach(node -> rows.add(Map.of("id", "node/" + node, "type", "node", "node", node)));
    }
    if (type.isEmpty() || type.equals("storage")) {
      for (String node : cluster.nodes()) {
        cluster.storages(node).stream()
            .filter(storage -> may(call, "/storage/" + storage.id(), "Datastore.Audit"))
            .forEach(storage -> rows.add(row(node, storage)));
      }
    }
    return Reply.data(rows);
  }

  /**
   * Name, kind and state come from the status daemon, which lags behind: they are those of the
   * previous query.
   */
  private Map<String, Object> row(Vm vm) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("id", "qemu/" + vm.vmid());
    row.put("type", "qemu");
    row.put("vmid", vm.vmid());
    row.put("node", vm.node());
    row.putAll(late.getOrDefault(vm.vmid(), Map.of("status", "unknown")));
    late.put(
        vm.vmid(),
        Map.of(
            "name",
            vm.name(),
            "status",
            vm.isRunning() ? "running" : "stopped",
            "template",
            vm.isTemplate() ? 1 : 0));
    vm.option("tags").ifPresent(tags -> row.put("tags", tags));
    if (!vm.lock().isEmpty()) {
      row.put("lock", vm.lock());
    }
    if (!vm.pool().isEmpty()) {
      row.put("pool", vm.pool());
    }
    return row;
  }

  private static Map<String, Object> row(String node, Storage storage) {
    return Map.of(
        "id",
        "storage/" + node + "/" + storage.id(),
        "type",
        "storage",
        "node",
        node,
        "storage",
        storage.id(),
        "plugintype",
        storage.type(),
        "shared",
        storage.isShared() ? 1 : 0);
  }

  private boolean may(Call call, String path, String privilege) {
    return cluster.privileges(call.who(), path).contains(privilege);
  }

  private Reply nodes() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (String node : cluster.nodes()) {
      rows.add(
          Map.of(
              "node",
              node,
              "id",
              "node/" + node,
              "type",
              "node",
              "status",
              cluster.isDown(node) ? "offline" : "online",
              "ssl_fingerprint",
              fingerprint));
    }
    return Reply.data(rows);
  }

  private Reply nodeStatus() {
    return Reply.data(
        Map.of(
            "pveversion",
            "pve-manager/" + cluster.release() + ".4/f0f0f0f0",
            "current-kernel",
            Map.of("machine", cluster.machine()),
            "cpuinfo",
            Map.of("cpus", 4)));
  }

  private Reply pools(Call call) throws Refusal {
    if (call.parameter("poolid").filter(pool -> !cluster.hasPool(pool)).isPresent()) {
      throw Refusal.error(500, "pool '" + call.parameter("poolid").get() + "' does not exist");
    }
    return Reply.data(
        cluster.pools().stream()
            .filter(pool -> call.parameter("poolid").map(pool::equals).orElse(true))
            .filter(pool -> may(call, "/pool/" + pool, "Pool.Audit"))
            .map(pool -> Map.of("poolid", pool))
            .toList());
  }

  private Reply permissions(Call call) {
    Identity who = call.parameter("userid").map(Identity::new).orElse(call.who());
    Map<String, Map<String, Integer>> table = cluster.access().table(who, call.parameter("path"));
    call.parameter("path")
        .filter(path -> path.matches("/vms/\\d+"))
        .ifPresent(
            path -> {
              Set<String> held = cluster.privileges(who, path);
              Map<String, Integer> rights = new LinkedHashMap<>();
              held.forEach(privilege -> rights.put(privilege, 1));
              table.put(path, rights);
            });
    return Reply.data(table);
  }
}
