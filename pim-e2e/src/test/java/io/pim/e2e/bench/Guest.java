package io.pim.e2e.bench;

import java.util.List;

/**
 * The guest to build.
 *
 * @param iso the file of installer/make-iso.sh
 * @param profile its profile, which is also the host's name
 * @param scripts the names of the provisioning scripts, in their order
 */
record Guest(
    String name,
    String iso,
    String catalogKey,
    String profile,
    List<String> scripts,
    Machine machine,
    Login login) {
  /** The accelerator of every machine. PIM chooses its own, and the benchmark checks the choice. */
  static final String ACCELERATOR = "tcg";

  /** The demo's guest, for published figures. */
  static final Guest DEBIAN =
      new Guest(
          "debian",
          "pim-debian-12-amd64-netinst.iso",
          "debian-12-amd64-netinst",
          "developer",
          List.of("base", "developer"),
          new Machine("20G", 2048, 2),
          new Login("developer", "sudo -n "));

  /** The tiny guest, for work on the benchmark itself. */
  static final Guest TINY =
      new Guest(
          "tiny",
          "pim-tiny-amd64-netinst.iso",
          "pim-tiny-amd64-netinst",
          "tiny",
          List.of("base", "app"),
          new Machine("256M", 256, 1),
          new Login("root", ""));

  /** The machine's size, the same for all contenders. */
  record Machine(String diskSize, int memoryMebibytes, int cpus) {}

  /**
   * The login to the installed system.
   *
   * @param asRoot the words before a command that run it as root
   */
  record Login(String user, String asRoot) {}

  static Guest named(String name) {
    return List.of(DEBIAN, TINY).stream()
        .filter(guest -> guest.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("GUEST is debian or tiny, not " + name));
  }

  String lastScript() {
    return scripts.get(scripts.size() - 1);
  }
}
