package io.pim.tools.proxmox.fake;

import java.nio.file.Files;
import java.nio.file.Path;

/** Runs the fake by hand: prints how to reach it, and ends with the end of its input. */
public final class FakeProxmoxMain {
  private static final long ROOM = 200L << 30;

  private FakeProxmoxMain() {}

  /**
   * Runs it.
   *
   * @param arguments a port, 8006 by default, and a folder
   */
  public static void main(String[] arguments) throws Exception {
    int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8006;
    Path folder =
        arguments.length > 1 ? Path.of(arguments[1]) : Files.createTempDirectory("fake-proxmox");
    try (FakeProxmox fake =
        FakeProxmox.start(folder, "9.1", TestCertificate.GOOD, port, "pve1", "pve2")) {
      for (String node : new String[] {"pve1", "pve2"}) {
        fake.cluster().addLocal(node, "local", "dir", ROOM, "iso", "vztmpl", "import");
        fake.cluster().addLocal(node, "local-lvm", "lvmthin", ROOM, "images", "rootdir");
      }
      fake.cluster().addShared("nfs", "nfs", ROOM, "images", "import");
      fake.cluster().addPool("templates");
      fake.grantAll();
      System.out.println("host: " + fake.address());
      System.out.println("token: " + fake.token());
      System.out.println("fingerprint: " + fake.fingerprint());
      System.out.println("folder: " + folder);
      System.out.println("It ends with the end of its input (Ctrl-D).");
      while (System.in.read() >= 0) {
        // Waits.
      }
    }
  }
}
