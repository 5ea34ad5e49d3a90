package io.pim.tools.ssh;

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
class KeyHandoverTest {
  private static final String OURS = "ssh-ed25519 AAAAours pim-build:web-x86_64-20261122-120000";
  private static final String OTHERS = "ssh-ed25519 AAAAthem pim-build:web-x86_64-20261121-120000";
  private static final String KEYS = "/home/ann/.ssh/authorized_keys";

  @TempDir Path folder;

  private ScratchRoot guest(Shell shell) throws Exception {
    // Nobody may change owners in here, and busybox always uses its own chown.
    String ids = shell == Shell.BUSYBOX ? "0:0" : "1234:1235";
    return new ScratchRoot(folder, shell)
        .write("/etc/passwd", "root:x:0:0::/root:/bin/sh\nann:x:" + ids + "::/home/ann:/bin/sh\n")
        .write("/home/ann/file", "x")
        .program("/usr/bin/chown", "echo \"$*\" >> /run/chown");
  }

  private static Finished handOver(ScratchRoot root, String user) throws Exception {
    String input = user + "\n" + OURS + "\n pim-build:\n";
    return root.script("{\n" + KeyHandover.PROGRAM + "} << 'END'\n" + input + "END\n", Map.of());
  }

  private void requireHandedOver(ScratchRoot root, String keys) throws Exception {
    Finished finished = handOver(root, "ann");
    assertEquals(0, finished.exitCode(), finished.output());
    assertEquals(keys, root.read(KEYS));
  }

  @ParameterizedTest
  @EnumSource(Shell.class)
  void replacesKeysOfOtherBuildsAndKeepsThoseOfPeople(Shell shell) throws Exception {
    ScratchRoot root =
        guest(shell).write(KEYS, OTHERS + "\nssh-rsa AAAA* $x\\t ann@pim-build:1\n" + OTHERS);

    requireHandedOver(root, "ssh-rsa AAAA* $x\\t ann@pim-build:1\n" + OURS + "\n");

    Path keys = root.path(KEYS);
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)));
  }

  @ParameterizedTest
  @EnumSource(Shell.class)
  void keepsALastLineWithoutANewline(Shell shell) throws Exception {
    ScratchRoot root = guest(shell).write(KEYS, OURS + "\n" + OTHERS + "\nssh-rsa AAAAmine");

    requireHandedOver(root, "ssh-rsa AAAAmine\n" + OURS + "\n");
  }

  @ParameterizedTest
  @EnumSource(Shell.class)
  void createsTheFileOfAUserWithoutKeys(Shell shell) throws Exception {
    ScratchRoot root = guest(shell);

    requireHandedOver(root, OURS + "\n");

    Path ssh = root.path(KEYS).getParent();
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(ssh)));
    assertTrue(
        shell == Shell.BUSYBOX
            || root.read("/run/chown").equals("1234:1235 .ssh .ssh/authorized_keys\n"));
  }

  @ParameterizedTest
  @EnumSource(Shell.class)
  void leavesAGuestOfThisBuildAlone(Shell shell) throws Exception {
    ScratchRoot root = guest(shell).write(KEYS, "ssh-rsa AAAAmine\n" + OURS + "\n");
    Files.setPosixFilePermissions(root.path(KEYS), PosixFilePermissions.fromString("r--------"));

    requireHandedOver(root, "ssh-rsa AAAAmine\n" + OURS + "\n");

    assertFalse(root.has("/run/chown"));
    assertEquals(
        "r--------", PosixFilePermissions.toString(Files.getPosixFilePermissions(root.path(KEYS))));
  }

  @ParameterizedTest
  @EnumSource(Shell.class)
  void failsForAMissingUser(Shell shell) throws Exception {
    Finished finished = handOver(guest(shell), "bob");

    assertEquals(1, finished.exitCode());
    assertTrue(finished.output().contains("there is no user bob"), finished.output());
  }
}
