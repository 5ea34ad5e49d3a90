package io.pim.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.tools.ssh.OpenSshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tests' own Proxmox VE of a release that gets images over SSH, with OpenSSH's own server. */
final class OldClusterTarget implements LiveTarget {
  private static final String RELEASE = "8.2";

  private final FakeProcess fake;
  private final OpenSshServer server;
  private final CountingRelay relay;
  private final Path imports;

  private OldClusterTarget(FakeProcess fake, OpenSshServer server, Path imports)
      throws IOException {
    this.fake = fake;
    this.server = server;
    this.relay = CountingRelay.ofPort(server.port());
    this.imports = imports;
  }

  static OldClusterTarget start(Path folder) throws IOException {
    FakeProcess fake = ClusterTarget.startFake(folder, RELEASE);
    beRoot(Path.of(fake.fact("path").split(":", 2)[0]));
    Optional<OpenSshServer> server =
        OpenSshServer.start(
            Files.createDirectories(folder.resolve("sshd")),
            OpenSshServer.Setup.ofThisUser().withPrograms(fake.fact("path")));
    if (server.isEmpty()) {
      fake.close();
    }
    assumeTrue(server.isPresent(), "this machine cannot run sshd");
    return new OldClusterTarget(fake, server.get(), folder.resolve("imports"));
  }

  /** The login user has the rights of the user who runs the test, like root on most nodes. */
  private static void beRoot(Path programs) throws IOException {
    Path id = Files.writeString(programs.resolve("id"), "#!/bin/sh\necho 0\n");
    Files.setPosixFilePermissions(id, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Override
  public List<String> fields() throws IOException {
    List<String> fields = new ArrayList<>(ClusterTarget.commonFields(fake));
    fields.addAll(
        List.of(
            "import_folder: " + imports,
            "ssh:",
            "  port: " + relay.port(),
            "  user: " + server.user(),
            "  key: " + server.key(),
            "  host_key: " + server.hostKey()));
    return fields;
  }

  @Override
  public Map<String, String> variables() {
    return Map.of("PVE_TOKEN", fake.fact("token"));
  }

  @Override
  public boolean hasPartOf(ChaosImage image) {
    return relay.received() > image.data() / 4;
  }

  @Override
  public void require(DeployProof proof) throws IOException {
    ClusterTarget.requireReport(fake.report(), proof);
    assertFalse(Files.exists(imports), () -> "left on the node: " + imports);
  }

  @Override
  public Optional<Long> sentTwice(DeployProof proof) {
    long received = relay.takeReceived();
    return Optional.of(DeployProof.sentTwice(received, proof.image(proof.current()).data()));
  }

  @Override
  public void close() throws IOException {
    relay.close();
    server.close();
    fake.close();
  }
}
