package io.pim.tools.ssh;

/**
 * Where PIM keeps what belongs to scripts that run in a guest; both absolute.
 *
 * @param state holds what PIM must not lose. Scripts clean /tmp and /var/tmp, so it is neither
 * @param work holds the folders that scripts begin in, and may need room
 */
record GuestFolders(String state, String work) {
  /** /run is emptied by a reboot, which is wanted: no run outlives one. */
  static final GuestFolders USUAL = new GuestFolders("/run/pim", "/var/tmp");

  String state(String name) {
    return state + "/" + name;
  }

  String work(String name) {
    return work + "/pim-" + name;
  }
}
