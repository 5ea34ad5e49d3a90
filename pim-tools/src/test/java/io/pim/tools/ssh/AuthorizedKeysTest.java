package io.pim.tools.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class AuthorizedKeysTest {
  @TempDir Path temp;

  private interface Use {
    void with(AuthorizedKeys keys, SshKeyPair key, Path file) throws Exception;
  }

  private void inHome(Use use) throws Exception {
    SshKeyPair key = SshKeyPair.at(temp.resolve("key"));
    Path home = Files.createDirectories(temp.resolve("home"));
    try (MinaGuest guest =
            MinaGuest.start(
                temp,
                MinaGuest.Setup.withPassword("x")
                    .withKey(key)
                    .withEnvironment(Map.of("HOME", home.toString())));
        SshSession session = Guests.login(guest, key, temp)) {
      use.with(new AuthorizedKeys(session), key, home.resolve(".ssh/authorized_keys"));
    }
  }

  @Test
  void addsAKeyOnceWithTheRightModes() throws Exception {
    inHome(
        (keys, key, file) -> {
          String line = AuthorizedKeys.line(key, "web-x86_64-20260102-030405");
          keys.install(line);
          keys.install(line);
          assertEquals(line + "\n", Files.readString(file));
          assertEquals(
              "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
          assertEquals(
              "rwx------",
              PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
        });
  }

  @Test
  void keepsOtherPeoplesKeys() throws Exception {
    inHome(
        (keys, key, file) -> {
          Files.createDirectories(file.getParent());
          Files.writeString(file, "ssh-rsa AAAAB3 somebody@pim-build");
          keys.install(AuthorizedKeys.line(key, "a"));
          keys.install(AuthorizedKeys.line(SshKeyPair.at(temp.resolve("other")), "b"));
          assertEquals(3, Files.readAllLines(file).size());
        });
  }
}
