package io.pim.activities.provision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.tools.process.Finished;
import io.pim.tools.testing.ScratchRoot;
import io.pim.tools.testing.ScratchRoot.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(180)
class LoginRepairTest {
  private static final String LINE = "ssh-ed25519 AAAAours pim-build:web-x86_64-20261122-120000";
  private static final String KEYS = "/home/ann/.ssh/authorized_keys";

  @TempDir Path folder;

  private ScratchRoot guest(Shell shell) throws Exception {
    return new ScratchRoot(folder, shell)
        .write("/etc/passwd", "root:x:0:0::/root:/bin/sh\nann:x:1234:1235::/home/ann:/bin/sh\n")
        .write("/etc/ssh/sshd_config", "x")
        .write("/home/ann/file", "x")
        .program("/usr/bin/ssh-keygen", "echo \"$*\" >> /run/keygen; : > /etc/ssh/ssh_host_rsa_key")
        // Nobody may change owners in here.
        .program("/usr/bin/chown", "echo \"$*\" >> /run/chown")
        .program("/usr/bin/systemctl", "echo \"$*\" >> /run/systemctl");
  }

  private static Finished repair(ScratchRoot root, String user) throws Exception {
    return root.script("set -- " + user + " '" + LINE + "'\n" + LoginRepair.PROGRAM, Map.of());
  }

  @ParameterizedTest
  @EnumSource(Shell.class)
  void renewsTheKeysAndStartsTheServer(Shell shell) throws Exception {
    ScratchRoot root = guest(shell);

    for (int runs = 0; runs < 2; runs++) {
      Finished finished = repair(root, "ann");
      assertEquals(0, finished.exitCode(), finished.output());
    }

    assertEquals(LINE + "\n", root.read(KEYS));
    assertEquals("-A\n", root.read("/run/keygen"));
    assertTrue(root.read("/run/systemctl").contains("restart ssh\n"));
    if (shell == Shell.DASH) { // busybox uses its own
      assertTrue(root.read("/run/chown").startsWith("1234:1235 /home/ann/.ssh " + KEYS));
    }
    Path keys = root.path(KEYS);
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)));
  }

  @ParameterizedTest
  @EnumSource(Shell.class)
  void leavesARunningServerAndOtherKeysAlone(Shell shell) throws Exception {
    ScratchRoot root =
        guest(shell).write("/etc/ssh/ssh_host_ed25519_key", "key").write(KEYS, "ssh-rsa AAAAmine");

    Finished finished = repair(root, "ann");

    assertEquals(0, finished.exitCode(), finished.output());
    assertEquals("ssh-rsa AAAAmine\n" + LINE + "\n", root.read(KEYS));
    assertFalse(root.has("/run/keygen"));
    assertFalse(root.read("/run/systemctl").contains("restart"));
  }

  @ParameterizedTest
  @EnumSource(Shell.class)
  void repairsNothingIfTheUserIsMissing(Shell shell) throws Exception {
    assertEquals(1, repair(guest(shell), "bob").exitCode());
  }
}
