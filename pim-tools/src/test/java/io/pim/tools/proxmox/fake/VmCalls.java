package io.pim.tools.proxmox.fake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Serves the life of VMs after their creation: template, clone, start, stop, end. */
final class VmCalls {
  private static final String VM = "/nodes/{node}/qemu/{vmid}";
  private static final Pattern BRIDGE = Pattern.compile("bridge=([^,]+)");

  private final Cluster cluster;
  private final Disks disks;

  VmCalls(Cluster cluster, Disks disks) {
    this.cluster = cluster;
    this.disks = disks;
  }

  void register(Map<String, Handler> handlers) {
    handlers.put("POST " + VM + "/template", this::template);
    handlers.put("POST " + VM + "/clone", this::copy);
    handlers.put("POST " + VM + "/status/start", this::start);
    handlers.put("POST " + VM + "/status/stop", this::stop);
    handlers.put("POST " + VM + "/status/shutdown", this::stop);
    handlers.put("GET " + VM + "/status/current", this::current);
    handlers.put("DELETE " + VM, this::destroy);
    handlers.put("POST " + VM + "/agent/ping", this::ping);
  }

  private String task(Call call, String type, Task.Work work) {
    return task(call, type, work, () -> {});
  }

  private String task(Call call, String type, Task.Work work, Runnable undo) {
    return cluster.tasks().start(call.node(), type, "" + call.vmid(), call.who(), work, undo);
  }

  private static void requireUnlocked(Vm vm) throws Refusal {
    if (!vm.lock().isEmpty()) {
      throw Refusal.error(500, "VM is locked (" + vm.lock() + ")");
    }
  }

  private Reply template(Call call) throws Refusal {
    Vm vm = cluster.vm(call.node(), call.vmid());
    requireUnlocked(vm);
    if (vm.isTemplate()) {
      throw Refusal.error(500, "you can't convert a template to a template");
    }
    if (vm.isRunning()) {
      throw Refusal.error(500, "you can't convert a VM to template if VM is running");
    }
    return Reply.data(
        task(
            call,
            "qmtemplate",
            log -> {
              vm.config().put("template", "1");
              disks.makeBase(vm);
              return 0;
            }));
  }

  private Reply copy(Call call) throws Refusal {
    Vm source = cluster.vm(call.node(), call.vmid());
    int newId = Integer.parseInt(call.parameters().get("newid"));
    requireUnlocked(source);
    boolean linked = source.isTemplate() && !call.isSet("full");
    if (linked && call.parameter("storage").isPresent()) {
      throw Refusal.error(500, "parameter 'storage' not allowed for linked clones");
    }
    for (Disks.StoredDisk disk : disks.of(source)) {
      cluster.require(call.who(), "/storage/" + disk.storage().id(), "Datastore.AllocateSpace");
      if (linked && !disk.storage().canMakeBaseImages() && !disk.name().contains("cloudinit")) {
        throw Refusal.error(
            500,
            "Linked clone feature is not supported for '"
                + disk.storage().id()
                + ":"
                + disk.name()
                + "' (scsi0)");
      }
    }
    Matcher bridge = BRIDGE.matcher(source.option("net0").orElse(""));
    if (bridge.find()) {
      cluster.requireBridge(call.who(), bridge.group(1));
    }
    if (cluster.findVm(newId).isPresent()) {
      throw Refusal.error(500, "unable to create VM " + newId + ": config file already exists");
    }
    Vm clone = new Vm(newId, call.node());
    clone.setLock("clone");
    clone.setSilentPings(cluster.silentPings());
    cluster.put(clone);
    return Reply.data(
        task(call, "qmclone", log -> fill(call, source, clone), () -> cluster.remove(clone)));
  }

  private int fill(Call call, Vm source, Vm clone) throws TaskError {
    List<Disks.StoredDisk> made = new ArrayList<>();
    try {
      source
          .config()
          .forEach(
              (name, value) -> {
                if (!Drive.isDrive(name)) {
                  clone.config().put(name, value);
                }
              });
      disks.clone(source, clone, made);
    } catch (TaskError e) {
      made.forEach(Disks.StoredDisk::remove);
      throw new TaskError("clone failed: " + e.getMessage());
    }
    clone.config().remove("template");
    clone.config().put("name", call.parameter("name").orElse("Copy-of-VM-" + source.name()));
    call.parameter("description").ifPresent(text -> clone.config().put("description", text));
    call.parameter("pool").ifPresent(clone::setPool);
    clone.setLock("");
    return 0;
  }

  private Reply start(Call call) {
    return Reply.data(
        task(
            call,
            "qmstart",
            log -> {
              Vm vm = cluster.vmInTask(call.node(), call.vmid());
              if (vm.isTemplate()) {
                throw new TaskError("you can't start a vm if it's a template");
              }
              if (!vm.lock().isEmpty()) {
                throw new TaskError("VM is locked (" + vm.lock() + ")");
              }
              if (vm.isRunning()) {
                throw new TaskError("VM " + vm.vmid() + " already running");
              }
              ArmBoard.require(cluster.machine(), vm);
              vm.setRunning(true);
              boolean noVariables =
                  vm.option("bios").filter("ovmf"::equals).isPresent()
                      && vm.option("efidisk0").isEmpty();
              return noVariables ? 1 : 0;
            }));
  }

  private Reply stop(Call call) {
    String type = call.endpoint().path().endsWith("/stop") ? "qmstop" : "qmshutdown";
    return Reply.data(
        task(
            call,
            type,
            log -> {
              cluster.vmInTask(call.node(), call.vmid()).setRunning(false);
              return 0;
            }));
  }

  private Reply current(Call call) throws Refusal {
    Vm vm = cluster.vm(call.node(), call.vmid());
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("vmid", vm.vmid());
    row.put("name", vm.name());
    row.put("status", vm.isRunning() ? "running" : "stopped");
    row.put("qmpstatus", vm.isRunning() ? "running" : "stopped");
    row.put("ha", Map.of("managed", 0));
    if (vm.isTemplate()) {
      row.put("template", 1);
    }
    if (!vm.lock().isEmpty()) {
      row.put("lock", vm.lock());
    }
    return Reply.data(row);
  }

  private Reply destroy(Call call) throws Refusal {
    Vm vm = cluster.vm(call.node(), call.vmid());
    if (vm.isRunning()) {
      throw Refusal.error(500, "VM " + vm.vmid() + " is running - destroy failed");
    }
    if (vm.option("protection").filter("1"::equals).isPresent()) {
      throw Refusal.error(500, "can't remove VM " + vm.vmid() + " - protection mode enabled");
    }
    return Reply.data(
        task(
            call,
            "qmdestroy",
            log -> {
              if (!vm.lock().isEmpty()) {
                throw new TaskError("VM is locked (" + vm.lock() + ")");
              }
              for (Disks.StoredDisk disk : disks.of(vm)) {
                if (disk.storage().hasClonesOf(disk.name())) {
                  throw new TaskError(
                      "base volume '"
                          + disk.storage().id()
                          + ":"
                          + disk.name()
                          + "' is still in use by linked cloned");
                }
              }
              disks.of(vm).forEach(Disks.StoredDisk::remove);
              cluster.remove(vm);
              return 0;
            }));
  }

  private Reply ping(Call call) throws Refusal {
    Vm vm = cluster.vm(call.node(), call.vmid());
    if (!vm.hasAgent()) {
      throw Refusal.error(500, "No QEMU guest agent configured");
    }
    if (!vm.isRunning()) {
      throw Refusal.error(500, "VM " + vm.vmid() + " is not running");
    }
    if (!vm.answersPing()) {
      throw Refusal.error(500, "QEMU guest agent is not running");
    }
    return Reply.data(Map.of("result", Map.of()));
  }
}
