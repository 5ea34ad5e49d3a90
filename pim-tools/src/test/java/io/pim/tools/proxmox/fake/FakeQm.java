package io.pim.tools.proxmox.fake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The command {@code qm} of one node, as far as it imports disks. It works on the cluster's state
 * and prints what the real one prints.
 */
public final class FakeQm {
  /** The exit status of a command whose node died before its end. */
  public static final int CUT_OFF = -1;

  private static final Set<String> FORMATS = Set.of("raw", "qcow2", "vmdk");

  private final Cluster cluster;
  private final String node;
  private final Path folder;
  private final Disks disks;
  private final List<List<String>> commands = new ArrayList<>();
  private String failure = "";
  private boolean cutsOff;
  private boolean held;
  private int running;

  /** The effect of a command. */
  public record Ran(int status, String output) {}

  /**
   * The command of a node.
   *
   * @param folder for the bytes of the disks
   */
  public FakeQm(FakeProxmox fake, String node, Path folder) throws IOException {
    this.cluster = fake.cluster();
    this.node = node;
    this.folder = Files.createDirectories(folder);
    this.disks = new Disks(cluster);
  }

  /** Keeps imports running: the disk exists, but the VM does not name it yet. */
  public void hold() {
    synchronized (cluster) {
      held = true;
    }
  }

  /** Lets the imports end. */
  public void release() {
    synchronized (cluster) {
      held = false;
      cluster.notifyAll();
    }
  }

  /** Makes the next import fail with this message; it cleans up after itself. */
  public void failNext(String message) {
    synchronized (cluster) {
      failure = message;
    }
  }

  /** Makes the node lose its power in the middle of the next import: the disk stays. */
  public void cutOffNext() {
    synchronized (cluster) {
      cutsOff = true;
    }
  }

  /** All commands so far, each without its first word. */
  public List<List<String>> commands() {
    synchronized (cluster) {
      return List.copyOf(commands);
    }
  }

  /** The number of running imports. */
  public int running() {
    synchronized (cluster) {
      return running;
    }
  }

  /** Runs a command. */
  public Ran run(List<String> words) throws IOException, InterruptedException {
    synchronized (cluster) {
      commands.add(List.copyOf(words));
      int first = words.indexOf("importdisk") == 0 ? 1 : 2;
      boolean known = first == 1 || String.join(" ", words).startsWith("disk import ");
      if (!known || (first == 2 && cluster.release().isBefore("8.0"))) {
        return new Ran(255, "ERROR: unknown command 'qm " + String.join(" ", words) + "'\n");
      }
      List<String> rest = words.subList(first, words.size());
      boolean format = rest.size() == 5 && rest.get(3).equals("--format");
      if (rest.size() != 3 && !format) {
        return new Ran(255, "400 too many arguments\nqm disk import <vmid> <source> <storage>\n");
      }
      if (!rest.get(0).matches("[1-9]\\d{2,8}")) {
        return new Ran(255, "400 Parameter verification failed.\nvmid: invalid format\n");
      }
      Optional<String> wanted = format ? Optional.of(rest.get(4)) : Optional.empty();
      if (wanted.isPresent() && !FORMATS.contains(wanted.get())) {
        return new Ran(255, "400 Parameter verification failed.\nformat: no such value\n");
      }
      try {
        running++;
        return load(Integer.parseInt(rest.get(0)), Path.of(rest.get(1)), rest.get(2), wanted);
      } catch (TaskError e) {
        return new Ran(2, e.getMessage() + "\n");
      } finally {
        running--;
      }
    }
  }

  private Ran load(int vmid, Path source, String storageId, Optional<String> wanted)
      throws TaskError, IOException, InterruptedException {
    Vm vm = cluster.vmInTask(node, vmid);
    requireUnlocked(vm);
    if (!source.isAbsolute() || !Files.isRegularFile(source)) {
      throw new TaskError(source + ": non-existent or non-regular file");
    }
    Storage storage =
        cluster
            .findStorage(node, storageId)
            .orElseThrow(() -> new TaskError("storage '" + storageId + "' does not exist"));
    if (!storage.holds("images")) {
      throw new TaskError("storage " + storageId + " does not support vm images");
    }
    String format = storage.isFileBased() ? wanted.orElse("raw") : "raw";
    Path bytes = Files.copy(source, folder.resolve("disk-" + vmid + "-" + commands.size()));
    Disks.StoredDisk disk = disks.imported(vm, storage, format, bytes, Files.size(bytes));
    String said = "importing disk '" + source + "' to VM " + vmid + " ...\n";
    if (cutsOff) {
      cutsOff = false;
      return new Ran(CUT_OFF, "");
    }
    while (held) {
      cluster.wait();
    }
    if (!failure.isEmpty()) {
      disk.remove();
      String message = failure;
      failure = "";
      throw new TaskError(said + message);
    }
    return new Ran(0, said + use(vm, storage, disk));
  }

  /** The disk becomes an unused one, unless the VM has disappeared in the meantime. */
  private String use(Vm vm, Storage storage, Disks.StoredDisk disk) throws TaskError {
    try {
      cluster.vmInTask(node, vm.vmid());
      requireUnlocked(vm);
    } catch (TaskError e) {
      disk.remove();
      throw e;
    }
    int number = 0;
    while (vm.config().containsKey("unused" + number)) {
      number++;
    }
    String volid = storage.id() + ":" + disk.name();
    vm.config().put("unused" + number, volid);
    return "transferred 1.0 GiB of 1.0 GiB (100.00%)\nSuccessfully imported disk as 'unused"
        + number
        + ":"
        + volid
        + "'\n";
  }

  private static void requireUnlocked(Vm vm) throws TaskError {
    if (!vm.lock().isEmpty()) {
      throw new TaskError("VM is locked (" + vm.lock() + ")");
    }
  }
}
