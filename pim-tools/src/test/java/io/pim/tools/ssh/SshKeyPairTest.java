package io.pim.tools.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SshKeyPairTest {
  @TempDir Path temp;

  @Test
  void isMadeOnceAndPrivate() throws Exception {
    Path file = temp.resolve("new/ssh_key");
    SshKeyPair made = SshKeyPair.at(file);
    SshKeyPair loaded = SshKeyPair.at(file);
    assertEquals(made.publicKeyLine("c"), loaded.publicKeyLine("c"));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertEquals(1, file.getParent().toFile().list().length);
    assertFalse(made.toString().contains("PRIVATE"));
  }

  @Test
  void everyKeyIsDifferent() throws Exception {
    assertFalse(
        SshKeyPair.at(temp.resolve("a"))
            .publicKeyBase64()
            .equals(SshKeyPair.at(temp.resolve("b")).publicKeyBase64()));
  }

  @Test
  void openSshReadsIt() throws Exception {
    Assumptions.assumeTrue(Files.exists(Path.of("/usr/bin/ssh-keygen")), "no ssh-keygen here");
    SshKeyPair key = SshKeyPair.at(temp.resolve("key"));
    Process process =
        new ProcessBuilder("ssh-keygen", "-y", "-f", key.file().toString())
            .redirectErrorStream(true)
            .start();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertEquals(key.publicKeyLine(""), output.strip());
  }

  @Test
  void aCommentCannotBreakTheLine() throws Exception {
    SshKeyPair key = SshKeyPair.at(temp.resolve("key"));
    assertThrows(IllegalArgumentException.class, () -> key.publicKeyLine("a\nssh-ed25519 AAAA"));
    assertTrue(key.publicKeyLine("").startsWith("ssh-ed25519 AAAA"));
  }
}
