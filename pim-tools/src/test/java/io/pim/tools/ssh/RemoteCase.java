package io.pim.tools.ssh;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A test with a login on OpenSSH's own server. */
@Timeout(180)
abstract class RemoteCase {
  @TempDir Path temp;
  Path home;
  Path there;
  OpenSshServer server;

  @BeforeEach
  void prepare() throws IOException {
    home = Files.createDirectories(temp.resolve("home"));
    there = Files.createDirectories(temp.resolve("there"));
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  void start(boolean hasShell) throws IOException {
    OpenSshServer.Setup setup = OpenSshServer.Setup.ofThisUser();
    Optional<OpenSshServer> started =
        OpenSshServer.start(
            Files.createDirectories(temp.resolve("sshd")), hasShell ? setup : setup.withoutShell());
    assumeTrue(started.isPresent(), "this machine cannot run sshd");
    server = started.get();
  }

  HostAccess access(Optional<Path> key, Optional<String> hostKey) {
    return new HostAccess(
        new SshTarget("127.0.0.1", server.port(), server.user()), key, hostKey, home);
  }

  /** A test's use of the files. */
  interface Use {
    void with(RemoteFiles files) throws Exception;
  }

  void connected(Use use) throws Exception {
    HostAccess access = access(Optional.of(server.key()), Optional.of(server.hostKey()));
    try (RemoteHost host = RemoteHost.connect(access, Guests.LIMITS);
        RemoteFiles files = host.files()) {
      use.with(files);
    }
  }
}
