package io.pim.host.deploy.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.tools.ssh.HostAccess;
import io.pim.tools.ssh.OpenSshServer;
import io.pim.tools.ssh.SshTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class SftpHostTest {
  @TempDir private Path folder;

  private SftpHost host(OpenSshServer server) throws IOException {
    return new SftpHost(
        new HostAccess(
            new SshTarget("127.0.0.1", server.port(), server.user()),
            Optional.of(server.key()),
            Optional.of(server.hostKey()),
            folder));
  }

  @Test
  void findsTheUsersHomeOnTheHost() throws Exception {
    Optional<OpenSshServer> started =
        OpenSshServer.start(
            Files.createDirectories(folder.resolve("sshd")), OpenSshServer.Setup.ofThisUser());
    assumeTrue(started.isPresent(), "this machine cannot run this sshd");
    try (OpenSshServer server = started.get();
        SftpHost host = host(server)) {
      Path home = Path.of(System.getProperty("user.home"));
      assertEquals(home.resolve("images"), host.path("path", "~/images"));
    }
  }

  @Test
  void asksNoHostForAnAbsolutePath() throws Exception {
    HostAccess nobody =
        new HostAccess(
            new SshTarget("127.0.0.1", 1, "ada"), Optional.empty(), Optional.empty(), folder);
    try (SftpHost host = new SftpHost(nobody)) {
      assertEquals(Path.of("/srv/images"), host.path("path", "/srv/images"));
      BuildFailure failure = assertThrows(BuildFailure.class, () -> host.path("path", "~/images"));
      assertEquals("There is no SSH key to log in with.", failure.report().what());
    }
  }
}
