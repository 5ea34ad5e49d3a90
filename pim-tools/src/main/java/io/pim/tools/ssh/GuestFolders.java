package io.pim.tools.ssh;

/**
 * The folders in a guest for the scripts that PIM runs there; both absolute.
 *
 * @param state files that PIM must not lose; not in /tmp or /var/tmp, because scripts clean those
 * @param work parent of the folders in which scripts start; scripts may need much room there
 */
record GuestFolders(String state, String work) {
  /** A reboot empties /run. That is intended, because no run survives a reboot. */
  static final GuestFolders USUAL = new GuestFolders("/run/pim", "/var/tmp");

  String state(String name) {
    return state + "/" + name;
  }

  String work(String name) {
    return work + "/pim-" + name;
  }
}
