package io.pim.tools.proxmox.fake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** All state of the fake: nodes, storages, VMs, pools, tasks. Guarded by its own lock. */
public final class Cluster implements AutoCloseable {
  private final Release release;
  private final Access access = new Access();
  private final TaskBoard tasks = new TaskBoard(this);
  private final List<String> nodes = new ArrayList<>();
  private final Set<String> down = new TreeSet<>();
  private final Map<String, Map<String, Storage>> storages = new LinkedHashMap<>();
  private final Map<Integer, Vm> vms = new TreeMap<>();
  private final Set<String> pools = new TreeSet<>();
  private final Set<String> bridges = new TreeSet<>(Set.of("vmbr0"));
  private long spoolRoom = Long.MAX_VALUE;
  private int silentPings = 1;
  private String machine = "x86_64";

  Cluster(Release release, List<String> nodes) {
    this.release = release;
    this.nodes.addAll(nodes);
    nodes.forEach(node -> storages.put(node, new LinkedHashMap<>()));
  }

  public Release release() {
    return release;
  }

  public Access access() {
    return access;
  }

  public TaskBoard tasks() {
    return tasks;
  }

  /** The node that serves the requests, and through which the others are reached. */
  String spokenTo() {
    return nodes.get(0);
  }

  List<String> nodes() {
    return nodes;
  }

  boolean isDown(String node) {
    return down.contains(node);
  }

  public synchronized void setDown(String node, boolean isDown) {
    if (isDown) {
      down.add(node);
    } else {
      down.remove(node);
    }
  }

  /** A storage of one node. */
  public synchronized Storage addLocal(
      String node, String id, String type, long total, String... content) {
    Storage storage = new Storage(id, type, false, total, content);
    storages.get(node).put(id, storage);
    return storage;
  }

  /** A storage that all nodes see. */
  public synchronized Storage addShared(String id, String type, long total, String... content) {
    Storage storage = new Storage(id, type, true, total, content);
    storages.values().forEach(all -> all.put(id, storage));
    return storage;
  }

  public synchronized void addPool(String name) {
    pools.add(name);
  }

  boolean hasPool(String name) {
    return pools.contains(name);
  }

  Set<String> pools() {
    return pools;
  }

  boolean hasBridge(String name) {
    return bridges.contains(name);
  }

  public synchronized Storage storage(String node, String id) {
    return findStorage(node, id).orElseThrow();
  }

  Optional<Storage> findStorage(String node, String id) {
    return Optional.ofNullable(storages.get(node).get(id));
  }

  List<Storage> storages(String node) {
    return new ArrayList<>(storages.get(node).values());
  }

  /** The bytes that fit into /var/tmp of the contacted node. */
  public synchronized void setSpoolRoom(long bytes) {
    spoolRoom = bytes;
  }

  synchronized long spoolRoom() {
    return spoolRoom;
  }

  public synchronized void setSilentPings(int times) {
    silentPings = times;
  }

  /** The machine that the nodes' kernels report. */
  public synchronized void setMachine(String name) {
    machine = name;
  }

  String machine() {
    return machine;
  }

  int silentPings() {
    return silentPings;
  }

  public synchronized List<Vm> vms() {
    return new ArrayList<>(vms.values());
  }

  /** Takes an ID, as another user would. */
  public synchronized Vm addForeignVm(int vmid, String name) {
    Vm vm = new Vm(vmid, spokenTo());
    vm.config().put("name", name);
    put(vm);
    return vm;
  }

  /** Removes a VM without its disks, as happens to a broken one. */
  public synchronized void removeVm(Vm vm) {
    remove(vm);
  }

  Optional<Vm> findVm(int vmid) {
    return Optional.ofNullable(vms.get(vmid));
  }

  Vm vm(String node, int vmid) throws Refusal {
    return findVm(vmid)
        .filter(vm -> vm.node().equals(node))
        .orElseThrow(() -> Refusal.noVm(node, vmid));
  }

  Vm vmInTask(String node, int vmid) throws TaskError {
    return findVm(vmid)
        .filter(vm -> vm.node().equals(node))
        .orElseThrow(() -> new TaskError(TaskError.noVm(node, vmid)));
  }

  void put(Vm vm) {
    vms.put(vm.vmid(), vm);
  }

  void remove(Vm vm) {
    vms.remove(vm.vmid());
  }

  int freeId() {
    int id = 100;
    while (vms.containsKey(id)) {
      id++;
    }
    return id;
  }

  Set<String> privileges(Identity who, String path) {
    Optional<String> pool = Optional.empty();
    if (path.matches("/vms/\\d+")) {
      pool =
          findVm(Integer.parseInt(path.substring("/vms/".length())))
              .map(Vm::pool)
              .filter(name -> !name.isEmpty());
    }
    return access.privileges(who, path, pool);
  }

  void require(Identity who, String path, String privilege) throws Refusal {
    if (!privileges(who, path).contains(privilege)) {
      throw Refusal.noRight(path, privilege);
    }
  }

  /** Releases before 8.0 let everybody use a bridge. */
  void requireBridge(Identity who, String bridge) throws Refusal {
    if (!release.isBefore("8.0")) {
      require(who, "/sdn/zones/localnetwork/" + bridge, "SDN.Use");
    }
  }

  @Override
  public void close() {
    tasks.close();
  }
}
