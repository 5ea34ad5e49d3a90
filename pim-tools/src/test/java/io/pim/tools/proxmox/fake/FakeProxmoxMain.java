package io.pim.tools.proxmox.fake;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs the fake by hand: prints its address, follows the commands {@code down}, {@code up} and
 * {@code report}, and ends when its input ends.
 */
public final class FakeProxmoxMain {
  private static final long ROOM = 200L << 30;
  private static final String FIRST_TO_IMPORT = "8.4";

  private FakeProxmoxMain() {}

  /**
   * Starts the fake.
   *
   * @param arguments a port, 8006 by default; a folder; and a release, 9.1 by default. One that
   *     imports no uploads gets a folder with the {@code qm} of its first node
   */
  public static void main(String[] arguments) throws Exception {
    int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8006;
    Path folder =
        arguments.length > 1 ? Path.of(arguments[1]) : Files.createTempDirectory("fake-proxmox");
    String release = arguments.length > 2 ? arguments[2] : "9.1";
    try (FakeProxmox fake =
        FakeProxmox.start(folder, release, TestCertificate.GOOD, port, "pve1", "pve2")) {
      boolean imports = !fake.cluster().release().isBefore(FIRST_TO_IMPORT);
      String[] files = imports ? new String[] {"iso", "import"} : new String[] {"iso"};
      for (String node : new String[] {"pve1", "pve2"}) {
        fake.cluster().addLocal(node, "local", "dir", ROOM, files);
        fake.cluster().addLocal(node, "local-lvm", "lvmthin", ROOM, "images", "rootdir");
      }
      fake.cluster().addShared("nfs", "nfs", ROOM, imports ? "import" : "iso", "images");
      fake.cluster().addPool("templates");
      fake.grantAll();
      if (!imports) {
        FakeQm qm = new FakeQm(fake, "pve1", folder.resolve("disks"));
        System.out.println("path: " + QmProgram.start(qm, "pve1", folder.resolve("bin")).path());
      }
      String[] token = fake.token().split("=", 2);
      System.out.print(target(fake, token[0], imports));
      System.out.println("export PVE_TOKEN=" + token[1]);
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

  /** A target to copy into targets.d. */
  private static String target(FakeProxmox fake, String token, boolean imports) {
    return """
        targets.d/lab.yml:
          lab:
            type: proxmox
            host: 127.0.0.1
            port: %d
            node: pve1
            storage: local-lvm
        %s    vmid: 9000-9099
            fingerprint: %s
            token: {id: "%s", secret: {env: PVE_TOKEN}}
        """
        .formatted(
            fake.port(), imports ? "    import_storage: local\n" : "", fake.fingerprint(), token);
  }
}
