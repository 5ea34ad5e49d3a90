package io.pim.cli.worker.install;

import io.pim.cli.temporal.DistributionInfo;
import io.pim.cli.worker.invitation.Invitation;
import io.pim.cli.worker.invitation.StoreAccess;
import io.pim.cli.worker.invitation.TlsFiles;
import io.pim.model.files.PimFolders;
import io.pim.tools.oci.RegistryLogin;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A machine in a folder, a PIM to install there, and invitations. */
final class InstallFixture {
  static final String REGISTRY = "registry.example";
  static final RegistryLogin LOGIN = new RegistryLogin("builder", "store-password-word");

  final FakeMachine machine;
  final Installation installation;

  /** The service's answer about the host. */
  HostWork work = HostWork.NONE;

  /** The hosts that the service was asked about. */
  final List<String> asked = new ArrayList<>();

  private final Path dist;

  /** A machine for the system's worker. */
  InstallFixture(Path folder) throws IOException, InterruptedException {
    this(folder, Scope.SYSTEM);
  }

  InstallFixture(Path folder, Scope scope) throws IOException, InterruptedException {
    dist = folder.resolve("dist");
    machine = new FakeMachine(folder.resolve("root"));
    machine.groups.add("kvm");
    Path home = Path.of("/home/ann");
    Map<String, String> environment = Map.of("XDG_RUNTIME_DIR", "/run/user/1000");
    PimFolders folders = PimFolders.of(environment, home, home);
    long uid = scope == Scope.SYSTEM ? 0 : 1000;
    installation =
        new Platform(machine, "Linux", uid, environment, home, folders).installation(scope);
    machine.ready = installation.layout().ready();
    dist("aaaaaaaaaaaa1111");
  }

  /** Another build of PIM, in the same folder. */
  void dist(String buildId) throws IOException {
    Files.createDirectories(dist.resolve("bin"));
    Files.createDirectories(dist.resolve("lib"));
    Files.writeString(dist.resolve("bin/pim"), "#!/bin/sh\n");
    dist.resolve("bin/pim").toFile().setExecutable(true);
    Files.writeString(dist.resolve("lib/pim-cli.jar"), "jar of " + buildId);
    Files.writeString(dist.resolve("build-id"), buildId + "\n");
  }

  DistributionInfo distribution() throws IOException {
    return new DistributionInfo(
        Optional.of(dist), "0.1.0", Files.readString(dist.resolve("build-id")).strip());
  }

  static Invitation invitation() {
    return invitation("temporal.example:7233", 1);
  }

  static Invitation invitation(String address, int key) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) key);
    return new Invitation(
        "0.1.0",
        Instant.parse("2030-01-01T00:00:00Z"),
        address,
        "builds",
        Optional.of("api-key-word"),
        Optional.of(
            new TlsFiles(
                Optional.of("ca pem\n"),
                Optional.of("certificate pem\n"),
                Optional.of("key pem\n"),
                Optional.empty())),
        Base64.getEncoder().encodeToString(bytes),
        Map.of("url", "oci://registry.example/pim"),
        new StoreAccess(Optional.of("store ca pem\n"), Optional.of(LOGIN)));
  }

  /** The same invitation to a store that everybody can use. */
  static Invitation withoutStoreAccess(Invitation its) {
    return new Invitation(
        its.pimVersion(),
        its.expires(),
        its.address(),
        its.namespace(),
        its.apiKey(),
        its.tls(),
        its.sealKey(),
        its.store(),
        StoreAccess.NONE);
  }

  /** Installs; returns the output. */
  String install(Optional<Invitation> invitation) throws IOException, InterruptedException {
    return install(invitation, false);
  }

  String dryRun(Optional<Invitation> invitation) throws IOException, InterruptedException {
    return install(invitation, true);
  }

  private String install(Optional<Invitation> invitation, boolean dryRun)
      throws IOException, InterruptedException {
    StringWriter said = new StringWriter();
    Steps steps = new Steps(new PrintWriter(said), dryRun);
    new Installer(installation, steps, Duration.ofMinutes(2)).install(invitation, distribution());
    return said.toString();
  }

  String uninstall(boolean purge, boolean force) throws IOException, InterruptedException {
    StringWriter said = new StringWriter();
    new Uninstaller(installation, this::answer, new PrintWriter(said), false)
        .uninstall(purge, force);
    return said.toString();
  }

  private HostWork answer(Layout layout, String hostId) {
    asked.add(hostId);
    return work;
  }

  /** Every file and folder of the machine, without the original ones. */
  Set<String> paths() throws IOException {
    try (Stream<Path> tree = Files.walk(machine.root)) {
      return tree.filter(path -> !path.equals(machine.root))
          .map(path -> "/" + machine.root.relativize(path))
          .filter(path -> !"/run/systemd/system".startsWith(path))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  String text(String path) throws IOException {
    return Files.readString(machine.at(Path.of(path)));
  }

  void write(String path, String text) throws IOException {
    Path file = machine.at(Path.of(path));
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  String modeAndOwner(String path) throws IOException {
    Path file = machine.at(Path.of(path));
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
        + " "
        + machine.ownerOf(file);
  }
}
