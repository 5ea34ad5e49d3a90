package io.pim.activities.provision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.tools.process.Finished;
import io.pim.tools.testing.ScratchRoot;
import io.pim.tools.testing.ScratchRoot.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(180)
class FinalizeScriptTest {
  private static final String OURS = "ssh-ed25519 AAAAours pim-build:web-x86_64-20261122-120000\n";
  private static final String MINE = "ssh-ed25519 AAAAmine alice@example\n";

  @TempDir Path folder;

  /** A system as a build leaves it. */
  private ScratchRoot used(Shell shell) throws Exception {
    return new ScratchRoot(folder, shell)
        .write(
            "/etc/passwd",
            """
            root:x:0:0::/root:/bin/sh
            ann:x:1:1::/home/ann:/bin/sh
            srv:x:2:2::/srv/app:/bin/sh
            odd:x:3:3::/home/with blank:/bin/sh
            nobody:x:4:4::/nonexistent:/bin/false
            """)
        .program("/usr/bin/cloud-init", "printf '%s\\n' \"$*\" >> /run/cloud-init-was-asked")
        .program("/usr/bin/apt-get", "printf '%s\\n' \"$*\" >> /run/apt-get-was-asked")
        .write("/etc/machine-id", "0123456789abcdef0123456789abcdef\n")
        .write("/var/lib/dbus/machine-id", "0123456789abcdef0123456789abcdef\n")
        .write("/etc/ssh/ssh_host_ed25519_key", "key")
        .write("/etc/ssh/ssh_host_ed25519_key.pub", "key")
        .write("/etc/ssh/sshd_config", "Port 22\n")
        .write("/etc/dropbear/dropbear_ed25519_host_key", "key")
        .write("/root/.ssh/authorized_keys", OURS)
        .write("/home/ann/.ssh/authorized_keys", MINE + OURS)
        .write("/home/with blank/.ssh/authorized_keys", OURS + MINE)
        .write("/srv/app/.ssh/authorized_keys", OURS)
        .write("/var/lib/cloud/instances/i-old/x", "x")
        .write("/var/lib/cloud/data/instance-id", "i-old")
        .write("/var/lib/apt/lists/deb.example_Packages", "x")
        .write("/var/lib/dpkg/status", "x")
        .write("/var/lib/dpkg/status-old", "x")
        .write("/var/lib/systemd/random-seed", "x")
        .write("/var/lib/systemd/coredump/core.1", "x")
        .write("/var/lib/dhcp/dhclient.leases", "x")
        .write("/var/log/syslog", "a password: x")
        .write("/var/log/syslog.1", "old")
        .write("/var/log/apt/term.log.2.gz", "old")
        .write("/var/log/my log", "blank")
        .write("/var/log/installer/syslog", "x")
        .program("/usr/bin/journalctl", "true")
        .write("/var/log/journal/0123456789abcdef0123456789abcdef/system.journal", "x")
        .write("/root/.bash_history", "secret command")
        .write("/home/ann/.bash_history", "secret command")
        .write("/tmp/left", "x")
        .write("/tmp/pim-abc/x", "x")
        .write("/var/tmp/left/deep", "x")
        .write("/var/tmp/pim-abc/x", "x")
        .write("/run/pim/abc/run", "x");
  }

  private static Finished run(ScratchRoot root) throws Exception {
    return root.script(FinalizeStep.script(), Map.of());
  }

  @ParameterizedTest
  @EnumSource(Shell.class)
  void removesSecretsAndIdsOfTheGuest(Shell shell) throws Exception {
    ScratchRoot root = used(shell);

    Finished finished = run(root);

    assertEquals(0, finished.exitCode(), finished.output());
    for (String gone :
        List.of(
            "/etc/ssh/ssh_host_ed25519_key",
            "/etc/ssh/ssh_host_ed25519_key.pub",
            "/etc/dropbear/dropbear_ed25519_host_key",
            "/root/.ssh/authorized_keys",
            "/srv/app/.ssh/authorized_keys",
            "/var/lib/dbus/machine-id",
            "/var/lib/cloud/instances",
            "/var/lib/cloud/data",
            "/var/lib/apt/lists/deb.example_Packages",
            "/var/lib/dpkg/status-old",
            "/var/lib/systemd/random-seed",
            "/var/lib/systemd/coredump/core.1",
            "/var/lib/dhcp/dhclient.leases",
            "/var/log/syslog.1",
            "/var/log/apt/term.log.2.gz",
            "/var/log/installer",
            "/var/log/journal/0123456789abcdef0123456789abcdef",
            "/root/.bash_history",
            "/home/ann/.bash_history",
            "/tmp/left",
            "/tmp/pim-abc",
            "/var/tmp/left",
            "/var/tmp/pim-abc")) {
      assertFalse(root.has(gone), gone);
    }
    for (String empty : List.of("/etc/machine-id", "/var/log/syslog", "/var/log/my log")) {
      assertEquals("", root.read(empty), empty);
    }
  }

  @ParameterizedTest
  @EnumSource(Shell.class)
  void keepsFilesOfUsers(Shell shell) throws Exception {
    ScratchRoot root = used(shell);

    run(root);

    assertEquals(MINE, root.read("/home/ann/.ssh/authorized_keys"));
    assertEquals(MINE, root.read("/home/with blank/.ssh/authorized_keys"));
    assertEquals("Port 22\n", root.read("/etc/ssh/sshd_config"));
    assertEquals("x", root.read("/var/lib/dpkg/status"));
    assertTrue(root.has("/run/pim/abc/run"), "the running script has a folder there");
    assertEquals("clean\n", root.read("/run/apt-get-was-asked"));
    assertEquals("clean --logs --seed\n", root.read("/run/cloud-init-was-asked"));
  }

  @ParameterizedTest
  @EnumSource(Shell.class)
  void runsAgainFromTheStart(Shell shell) throws Exception {
    ScratchRoot root = used(shell);
    run(root);

    Finished again = run(root);

    assertEquals(0, again.exitCode(), again.output());
    assertEquals(MINE, root.read("/home/ann/.ssh/authorized_keys"));
  }

  @ParameterizedTest
  @EnumSource(Shell.class)
  void refusesASystemWithoutCloudInit(Shell shell) throws Exception {
    ScratchRoot root = used(shell);
    Files.delete(root.path("/usr/bin/cloud-init"));

    Finished finished = run(root);

    assertEquals(1, finished.exitCode());
    assertTrue(finished.output().contains("Add cloud-init to the profile's packages"));
    assertTrue(root.has("/etc/ssh/ssh_host_ed25519_key"), "it ends before it changes anything");
  }

  @Test
  void worksWithAnOlderCloudInit() throws Exception {
    ScratchRoot root = used(Shell.BUSYBOX);
    root.program("/usr/bin/cloud-init", "[ \"$*\" = 'clean --logs' ]");
    assertEquals(0, run(root).exitCode());

    root.program("/usr/bin/cloud-init", "echo cannot clean; exit 1");
    Finished finished = run(root);
    assertEquals(1, finished.exitCode());
    assertTrue(finished.output().contains("cannot clean"), finished.output());
  }

  @Test
  void acceptsAMinimalSystem() throws Exception {
    ScratchRoot root = new ScratchRoot(folder, Shell.BUSYBOX);
    root.program("/usr/bin/cloud-init", "true");

    Finished finished = run(root);

    assertEquals(0, finished.exitCode(), finished.output());
    assertEquals("", root.read("/etc/machine-id"));
  }

  private static final String INSTALLERS =
      """
      # This file describes the network interfaces
      source /etc/network/interfaces.d/*

      # The loopback network interface
      auto lo
      iface lo inet loopback

      # The primary network interface
      allow-hotplug enp0s2
      iface enp0s2 inet dhcp
        dns-search example
      """;

  @ParameterizedTest
  @EnumSource(Shell.class)
  void removesTheInstallersInterfaceIfCloudInitReplacesIt(Shell shell) throws Exception {
    ScratchRoot root = used(shell).write("/etc/network/interfaces", INSTALLERS);
    String rendered = "/etc/network/interfaces.d/50-cloud-init";

    for (int runs = 0; runs < 2; runs++) {
      Finished finished = run(root);

      assertEquals(0, finished.exitCode(), finished.output());
      assertEquals(
          "allow-hotplug enp0s2\niface enp0s2 inet dhcp\n  dns-search example\n",
          root.read(rendered));
      String rest = root.read("/etc/network/interfaces");
      assertTrue(rest.contains("iface lo inet loopback"), rest);
      assertTrue(rest.contains("source /etc/network/interfaces.d/*"), rest);
      assertFalse(rest.contains("enp0s2"), rest);
      assertFalse(rest.contains("dns-search"), rest);
    }
  }

  @Test
  void keepsInterfacesThatCloudInitDoesNotReplace() throws Exception {
    String own = INSTALLERS.replace("source", "#source");
    ScratchRoot root = used(Shell.BUSYBOX).write("/etc/network/interfaces", own);

    run(root);

    assertEquals(own, root.read("/etc/network/interfaces"));
  }

  @Test
  void reportsFilesThatCannotBeRemoved() throws Exception {
    ScratchRoot root = used(Shell.BUSYBOX);
    // rm -f does not remove a folder.
    root.write("/etc/ssh/ssh_host_x_key/inside", "x");

    Finished finished = run(root);

    assertEquals(1, finished.exitCode());
    assertTrue(finished.output().contains("These are still there"), finished.output());
  }

  @Test
  void passesShellcheck() throws Exception {
    assertEquals("", ScratchRoot.shellcheck(FinalizeStep.script()));
  }
}
