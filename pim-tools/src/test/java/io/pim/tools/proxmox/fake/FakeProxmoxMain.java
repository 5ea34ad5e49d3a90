package io.pim.tools.proxmox.fake;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs the fake by hand: prints how to reach it, obeys the lines {@code down}, {@code up} and
 * {@code report}, and ends with the end of its input.
 */
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
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        switch (line) {
          case "down" -> fake.down();
          case "up" -> fake.up();
          case "report" -> System.out.println(ClusterReport.of(fake.cluster()).json());
          default -> System.out.println("down, up, report, or Ctrl-D");
        }
      }
    }
  }
}
