package io.pim.tools.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.tools.proxmox.ApiException.Refused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** VMs and templates. Calls that take time return when their task has ended. */
public final class Vms {
  private final RestClient rest;
  private final ApiFailures failures;
  private final Tasks tasks;

  Vms(RestClient rest, ApiFailures failures, Tasks tasks) {
    this.rest = rest;
    this.failures = failures;
    this.tasks = tasks;
  }

  /** All VMs that this token may see. */
  public List<VmInfo> all() throws InterruptedException {
    try {
      JsonNode rows =
          rest.get(ApiPath.of("cluster", "resources"), new Parameters().with("type", "vm"));
      List<VmInfo> vms = new ArrayList<>();
      rows.forEach(
          row -> {
            if (row.path("type").asText().equals("qemu")) {
              vms.add(VmInfo.of(row));
            }
          });
      return vms;
    } catch (ApiException e) {
      throw failures.of("The VMs of the cluster cannot be listed", e);
    }
  }

  /** The lowest free id of a range; empty if none is free. */
  public Optional<Integer> freeId(int first, int last) throws InterruptedException {
    try {
      // Only the cluster knows the ids of VMs that this token may not see.
      for (int id = first; id <= last; id++) {
        if (isFree(id)) {
          return Optional.of(id);
        }
      }
      return Optional.empty();
    } catch (ApiException e) {
      throw failures.of("No VM id can be chosen", e);
    }
  }

  private boolean isFree(int id) throws ApiException, InterruptedException {
    try {
      rest.get(ApiPath.of("cluster", "nextid"), new Parameters().with("vmid", id));
      return true;
    } catch (Refused e) {
      if (e.status() == 400 && e.errors().containsKey("vmid")) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Creates a VM with its disks.
   *
   * @return false if somebody else has taken the id
   */
  public boolean create(String node, int vmid, Parameters options, Consumer<String> waiting)
      throws InterruptedException {
    return make(
        "The VM " + vmid + " cannot be created on " + node,
        node,
        "qmcreate",
        vmid,
        ApiPath.of("nodes", node, "qemu"),
        options.with("vmid", vmid),
        waiting);
  }

  /**
   * Makes a linked clone of a template.
   *
   * @return false if somebody else has taken the id
   */
  public boolean copy(
      String node, int template, int vmid, Parameters options, Consumer<String> waiting)
      throws InterruptedException {
    return make(
        "The template " + template + " cannot be cloned on " + node,
        node,
        "qmclone",
        template,
        ApiPath.of("nodes", node, "qemu", template, "clone"),
        options.with("newid", vmid),
        waiting);
  }

  private boolean make(
      String what,
      String node,
      String type,
      int subject,
      ApiPath path,
      Parameters options,
      Consumer<String> waiting)
      throws InterruptedException {
    Upid task;
    try {
      task =
          tasks.start(
              node, type, Integer.toString(subject), () -> rest.call("POST", path, options));
    } catch (Refused e) {
      if (e.getMessage().contains("already exists")) {
        return false;
      }
      throw failures.of(what, e);
    } catch (ApiException e) {
      throw failures.of(what, e);
    }
    tasks.finish(what, task, waiting);
    return true;
  }

  /** The options of a VM; empty if the node has no such VM. */
  public Optional<Map<String, String>> config(String node, int vmid) throws InterruptedException {
    try {
      JsonNode options = rest.get(vm(node, vmid, "config"));
      Map<String, String> config = new HashMap<>();
      options.properties().forEach(field -> config.put(field.getKey(), field.getValue().asText()));
      return Optional.of(config);
    } catch (Refused e) {
      if (isGone(e)) {
        return Optional.empty();
      }
      throw failures.of("The options of VM " + vmid + " cannot be read", e);
    } catch (ApiException e) {
      throw failures.of("The options of VM " + vmid + " cannot be read", e);
    }
  }

  /** Sets plain options. Setting them again changes nothing. */
  public void set(String node, int vmid, Parameters options) throws InterruptedException {
    try {
      rest.call("PUT", vm(node, vmid, "config"), options);
    } catch (ApiException e) {
      throw failures.of("The options of VM " + vmid + " cannot be set", e);
    }
  }

  /** Turns a VM into a template. */
  public void template(String node, int vmid, Consumer<String> waiting)
      throws InterruptedException {
    run(
        "The VM " + vmid + " cannot be made a template",
        "qmtemplate",
        node,
        vmid,
        "template",
        waiting);
  }

  public void start(String node, int vmid, Consumer<String> waiting) throws InterruptedException {
    run("The VM " + vmid + " cannot be started", "qmstart", node, vmid, "status/start", waiting);
  }

  /** Stops a VM at once, as a power cut would. */
  public void stop(String node, int vmid, Consumer<String> waiting) throws InterruptedException {
    run("The VM " + vmid + " cannot be stopped", "qmstop", node, vmid, "status/stop", waiting);
  }

  private void run(
      String what, String type, String node, int vmid, String act, Consumer<String> waiting)
      throws InterruptedException {
    Upid task;
    try {
      task =
          tasks.start(
              node,
              type,
              Integer.toString(vmid),
              () -> rest.call("POST", vm(node, vmid, act), new Parameters()));
    } catch (ApiException e) {
      throw failures.of(what, e);
    }
    tasks.finish(what, task, waiting);
  }

  /** Whether the guest's agent answers. */
  public boolean agentAnswers(String node, int vmid) throws InterruptedException {
    try {
      rest.call("POST", vm(node, vmid, "agent/ping"), new Parameters());
      return true;
    } catch (Refused e) {
      if (e.status() == 500 && e.getMessage().contains("guest agent is not running")) {
        return false;
      }
      throw failures.of("The agent of VM " + vmid + " cannot be asked", e);
    } catch (ApiException e) {
      throw failures.of("The agent of VM " + vmid + " cannot be asked", e);
    }
  }

  /** Whether a VM runs; empty if the node has no such VM. */
  public Optional<Boolean> runs(String node, int vmid) throws InterruptedException {
    try {
      JsonNode now = rest.get(vm(node, vmid, "status/current"));
      return Optional.of(now.path("status").asText().equals("running"));
    } catch (Refused e) {
      if (isGone(e)) {
        return Optional.empty();
      }
      throw failures.of("The state of VM " + vmid + " cannot be read", e);
    } catch (ApiException e) {
      throw failures.of("The state of VM " + vmid + " cannot be read", e);
    }
  }

  /** The result of a removal. */
  public enum Removal {
    REMOVED,
    /** Linked clones stand on its disks. */
    IN_USE
  }

  /** Removes a VM with its disks if it exists. It must not run. */
  public Removal destroy(String node, int vmid, Consumer<String> waiting)
      throws InterruptedException {
    String what = "The VM " + vmid + " cannot be removed";
    Upid task;
    try {
      task =
          tasks.start(
              node,
              "qmdestroy",
              Integer.toString(vmid),
              () ->
                  rest.call(
                      "DELETE",
                      ApiPath.of("nodes", node, "qemu", vmid),
                      new Parameters().with("purge", true)));
    } catch (Refused e) {
      if (isGone(e)) {
        return Removal.REMOVED;
      }
      throw failures.of(what, e);
    } catch (ApiException e) {
      throw failures.of(what, e);
    }
    String end = tasks.await(task, waiting);
    if (end.contains("still in use by linked clone")) {
      return Removal.IN_USE;
    }
    if (!end.equals("OK") && !end.startsWith("WARNINGS") && config(node, vmid).isPresent()) {
      throw failures.ofTask(what, task, end, List.of());
    }
    return Removal.REMOVED;
  }

  private static boolean isGone(Refused e) {
    return e.status() == 500 && e.getMessage().matches("Configuration file '.*' does not exist");
  }

  private static ApiPath vm(String node, int vmid, String act) {
    return new ApiPath(ApiPath.of("nodes", node, "qemu", vmid) + "/" + act);
  }
}
