package io.pim.tools.proxmox.fake;

/** The failure of a task; the message becomes its exit status. */
final class TaskError extends Exception {
  private static final long serialVersionUID = 1L;

  TaskError(String exitStatus) {
    super(exitStatus);
  }

  static String noVm(String node, int vmid) {
    return "Configuration file 'nodes/" + node + "/qemu-server/" + vmid + ".conf' does not exist";
  }
}
