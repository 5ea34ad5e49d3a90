package io.pim.tools.proxmox.fake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Serves storages and their content. */
final class StorageCalls {
  private final Cluster cluster;

  StorageCalls(Cluster cluster) {
    this.cluster = cluster;
  }

  void register(Map<String, Handler> handlers) {
    handlers.put("GET /nodes/{node}/storage", this::list);
    handlers.put("GET /nodes/{node}/storage/{storage}/status", this::status);
    handlers.put("GET /nodes/{node}/storage/{storage}/content", this::content);
    handlers.put("GET /nodes/{node}/storage/{storage}/content/{volume}", this::volume);
    handlers.put("DELETE /nodes/{node}/storage/{storage}/content/{volume}", this::delete);
  }

  private Reply list(Call call) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Storage storage : cluster.storages(call.node())) {
      var held = cluster.privileges(call.who(), "/storage/" + storage.id());
      boolean listed = held.contains("Datastore.Audit") || held.contains("Datastore.AllocateSpace");
      boolean wanted =
          call.parameter("content")
              .map(kind -> storage.isEnabled() && storage.holds(kind))
              .orElse(true);
      if (listed && wanted && (storage.isEnabled() || !call.isSet("enabled"))) {
        rows.add(row(storage));
      }
    }
    return Reply.data(rows);
  }

  private static Map<String, Object> row(Storage storage) {
    boolean up = storage.isEnabled() && storage.isActive();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("storage", storage.id());
    row.put("type", storage.type());
    row.put("content", storage.content());
    row.put("shared", storage.isShared() ? 1 : 0);
    row.put("enabled", storage.isEnabled() ? 1 : 0);
    row.put("active", up ? 1 : 0);
    row.put("total", up ? storage.total() : 0);
    row.put("used", up ? storage.used() : 0);
    row.put("avail", up ? storage.free() : 0);
    return row;
  }

  private Reply status(Call call) throws Refusal {
    Storage storage =
        cluster
            .findStorage(call.node(), call.storage())
            .orElseThrow(() -> Refusal.invalid("storage", "No such storage."));
    Map<String, Object> row = row(storage);
    row.remove("storage");
    return Reply.data(row);
  }

  private Storage storage(Call call) throws Refusal {
    return cluster
        .findStorage(call.node(), call.storage())
        .orElseThrow(() -> Refusal.error(500, "storage '" + call.storage() + "' does not exist"));
  }

  private Reply content(Call call) throws Refusal {
    Storage storage = storage(call);
    if (!storage.isActive()) {
      throw Refusal.error(500, "storage '" + storage.id() + "' is not online");
    }
    return Reply.data(
        storage.volumes().stream()
            .filter(v -> call.parameter("content").map(v.content()::equals).orElse(true))
            .filter(
                v -> call.parameter("vmid").map(StoredVolume.owner(v.name())::equals).orElse(true))
            .filter(v -> mayUse(call, v))
            .map(v -> row(storage, v))
            .toList());
  }

  private boolean mayUse(Call call, StoredVolume volume) {
    var held = cluster.privileges(call.who(), "/storage/" + call.storage());
    String owner = StoredVolume.owner(volume.name());
    return owner.isEmpty()
        || held.contains("Datastore.Allocate")
        || (held.contains("Datastore.Audit")
            && cluster.privileges(call.who(), "/vms/" + owner).contains("VM.Config.Disk"));
  }

  private static Map<String, Object> row(Storage storage, StoredVolume volume) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("volid", storage.id() + ":" + volume.name());
    row.put("content", volume.content());
    row.put("format", volume.format());
    row.put("size", volume.size());
    row.put("ctime", 1_700_000_000);
    if (!StoredVolume.owner(volume.name()).isEmpty()) {
      row.put("vmid", Integer.parseInt(StoredVolume.owner(volume.name())));
    }
    volume.parent().ifPresent(parent -> row.put("parent", parent));
    return row;
  }

  private static String volumeName(Call call) throws Refusal {
    String volume = call.path().get("volume");
    int at = volume.indexOf(':');
    if (at < 0) {
      return volume;
    }
    String prefix = volume.substring(0, at);
    if (!prefix.equals(call.storage())) {
      throw Refusal.invalid(
          "volume", "storage ID mismatch (" + prefix + " != " + call.storage() + ")\n");
    }
    return volume.substring(at + 1);
  }

  private Reply volume(Call call) throws Refusal {
    String name = volumeName(call);
    StoredVolume volume =
        storage(call)
            .volume(name)
            .orElseThrow(
                () ->
                    Refusal.error(
                        500,
                        "volume_size_info on '"
                            + call.storage()
                            + ":"
                            + name
                            + "' failed - no format"));
    return Reply.data(
        Map.of(
            "format", volume.format(), "size", volume.size(), "used", volume.size(), "path", name));
  }

  private Reply delete(Call call) throws Refusal, InterruptedException {
    Storage storage = storage(call);
    String name = volumeName(call);
    if (storage.isFileBased() && !name.contains("/")) {
      throw Refusal.error(500, "unable to parse directory volume name '" + name + "'");
    }
    String owner = StoredVolume.owner(name);
    String id = owner.isEmpty() ? storage.id() : owner + "@" + storage.id();
    String upid =
        cluster
            .tasks()
            .start(call.node(), "imgdel", id, call.who(), log -> remove(storage, name), () -> {});
    if (call.parameter("delay").isPresent()) {
      cluster.tasks().await(upid, Long.parseLong(call.parameter("delay").get()) * 1000);
      Task task = cluster.tasks().find(call.node(), upid).orElseThrow();
      if (task.end().isPresent()) {
        if (!task.end().get().equals("OK")) {
          throw Refusal.error(500, task.end().get());
        }
        return Reply.data(null);
      }
    }
    return Reply.data(upid);
  }

  private static int remove(Storage storage, String name) throws TaskError {
    if (storage.volume(name).isEmpty()) {
      throw new TaskError("unlink '" + name + "' failed: No such file or directory");
    }
    if (storage.hasClonesOf(name)) {
      throw new TaskError("base volume '" + name + "' is still in use by linked clones");
    }
    storage.remove(name);
    return 0;
  }
}
