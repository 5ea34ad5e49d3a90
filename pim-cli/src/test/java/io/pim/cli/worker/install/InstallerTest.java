package io.pim.cli.worker.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.output.CommandFailure;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Settings;
import io.pim.model.failure.BuildFailure;
import io.pim.worker.connection.ServiceAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Installs a worker on a machine in a folder. */
@Timeout(300)
class InstallerTest {
  private static final Path UNIT = Path.of("/etc/systemd/system/pim-worker.service");

  @TempDir Path folder;
  private InstallFixture host;

  @BeforeEach
  void setUp() throws Exception {
    host = new InstallFixture(folder);
  }

  private String install() throws IOException, InterruptedException {
    return host.install(Optional.of(InstallFixture.invitation()));
  }

  @ParameterizedTest
  @CsvSource({
    "/etc/pim, rwxr-x---, root:pim",
    "/etc/pim/pim.yml, rw-r-----, root:pim",
    "/etc/pim/temporal.toml, rw-r-----, root:pim",
    "/etc/pim/tls, rwxr-x---, root:pim",
    "/etc/pim/tls/ca.pem, rw-r-----, root:pim",
    "/etc/pim/tls/client.pem, rw-r-----, root:pim",
    "/etc/pim/tls/client.key, rw-r-----, root:pim",
    "/var/lib/pim, rwx------, pim:pim",
    "/var/lib/pim/seal.key, rw-------, pim:pim",
    "/var/cache/pim, rwx------, pim:pim",
    "/etc/systemd/system/pim-worker.service, rw-r--r--, root:root",
    "/opt/pim, rwxr-xr-x, root:root",
    "/opt/pim/aaaaaaaaaaaa, rwxr-xr-x, root:root",
    "/opt/pim/aaaaaaaaaaaa/lib, rwxr-xr-x, root:root",
    "/opt/pim/aaaaaaaaaaaa/bin/pim, rwxr-xr-x, root:root",
    "/opt/pim/aaaaaaaaaaaa/lib/pim-cli.jar, rw-r--r--, root:root",
  })
  void everyFileHasItsModeAndOwner(String path, String mode, String owner) throws Exception {
    install();
    assertEquals(mode + " " + owner, host.modeAndOwner(path));
  }

  @Test
  void theAccountHasNoLoginAndTheWorkerStartsLast() throws Exception {
    install();
    List<String> changes = host.machine.changes;
    assertTrue(changes.get(0).startsWith("useradd --system --user-group"), changes.toString());
    assertTrue(changes.get(0).contains("--shell /usr/sbin/nologin"), changes.toString());
    assertEquals(
        List.of(
            "systemctl enable pim-worker.service",
            "systemctl daemon-reload",
            "systemctl restart pim-worker.service"),
        changes.subList(1, changes.size()));
  }

  @Test
  void theWorkerFindsTheServiceThroughTheUnitsFilesAndVariables() throws Exception {
    install();
    String toml = host.text("/etc/pim/temporal.toml");
    Path readable = Files.writeString(folder.resolve("temporal.toml"), toml);
    ServiceAddress found =
        ServiceAddress.shared(
                Map.of("TEMPORAL_CONFIG_FILE", readable.toString()),
                Settings.read(new ConfigFolders(folder, folder)).temporal())
            .orElseThrow();
    assertEquals("temporal.example:7233, namespace builds", found.toString());
    assertEquals("api-key-word", found.profile().getApiKey());
    assertEquals("/etc/pim/tls/ca.pem", found.profile().getTls().getServerCACertPath());
    assertEquals("/etc/pim/tls/client.pem", found.profile().getTls().getClientCertPath());
    assertEquals("/etc/pim/tls/client.key", found.profile().getTls().getClientKeyPath());
    String unit = host.text(UNIT.toString());
    for (String line :
        List.of(
            "User=pim",
            "SupplementaryGroups=kvm",
            "Environment=\"TEMPORAL_CONFIG_FILE=/etc/pim/temporal.toml\"",
            "Environment=\"XDG_CONFIG_HOME=/etc\"",
            "Environment=\"XDG_DATA_HOME=/var/lib\"",
            "Environment=\"XDG_CACHE_HOME=/var/cache\"",
            "Environment=\"XDG_STATE_HOME=/var/lib/pim/state\"",
            "Environment=\"XDG_RUNTIME_DIR=/run/pim\"",
            "ExecStart=\"/opt/pim/aaaaaaaaaaaa/bin/pim\" worker run")) {
      assertTrue(unit.lines().anyMatch(line::equals), line + " is not in\n" + unit);
    }
    assertFalse(unit.contains("@USER@") || unit.contains("@GROUPS@"), unit);
    assertTrue(host.text("/etc/pim/pim.yml").contains("url: oci://registry.example/pim"));
  }

  @Test
  void joinsNoKvmGroupIfThereIsNone() throws Exception {
    host.machine.groups.clear();
    install();
    assertFalse(host.text(UNIT.toString()).contains("SupplementaryGroups"));
  }

  @Test
  void noSecretIsInOutputCommandsOrUnit() throws Exception {
    String said = install() + host.machine.changes + host.text(UNIT.toString());
    assertFalse(said.contains("api-key-word"), said);
    assertFalse(said.contains(InstallFixture.invitation().sealKey()), said);
  }

  @Test
  void aSecondRunChangesNothing() throws Exception {
    install();
    host.machine.changes.clear();
    Set<String> before = host.paths();
    String said = install();
    assertEquals(List.of(), host.machine.changes);
    assertEquals(before, host.paths());
    assertTrue(said.lines().allMatch(line -> line.startsWith("exists ")), said);
  }

  @Test
  void aDryRunChangesNothingAndPrintsTheSame() throws Exception {
    String would = host.dryRun(Optional.of(InstallFixture.invitation()));
    assertEquals(Set.of(), host.paths());
    assertEquals(List.of(), host.machine.changes);
    assertEquals(would.replace("would  ", "done   "), install());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"useradd", "systemctl enable", "systemctl daemon-reload", "systemctl restart"})
  void theNextRunFinishesAnInterruptedOne(String failing) throws Exception {
    host.machine.failing = failing;
    assertThrows(BuildFailure.class, this::install);
    install();
    assertTrue(host.machine.enabled && host.machine.active);
    InstallFixture whole = new InstallFixture(folder.resolve("other"));
    whole.install(Optional.of(InstallFixture.invitation()));
    assertEquals(whole.paths(), host.paths());
    assertEquals(
        whole.text("/etc/pim/worker-installed.json"), host.text("/etc/pim/worker-installed.json"));
  }

  @Test
  void replacesACopyWithoutItsBuildId() throws Exception {
    install();
    Files.delete(host.machine.at(Path.of("/opt/pim/aaaaaaaaaaaa/build-id")));
    host.write("/opt/pim/aaaaaaaaaaaa/lib/pim-cli.jar", "torn");
    install();
    assertEquals("jar of aaaaaaaaaaaa1111", host.text("/opt/pim/aaaaaaaaaaaa/lib/pim-cli.jar"));
  }

  @Test
  void aNewerPimReplacesTheOlderOneWithoutAnInvitation() throws Exception {
    install();
    host.dist("bbbbbbbbbbbb2222");
    host.machine.changes.clear();
    host.install(Optional.empty());
    assertTrue(host.text(UNIT.toString()).contains("/opt/pim/bbbbbbbbbbbb/bin/pim"));
    assertTrue(host.machine.changes.contains("systemctl restart pim-worker.service"));
    assertTrue(
        Files.exists(host.machine.at(Path.of("/opt/pim/aaaaaaaaaaaa"))),
        "processes of the previous version may still read it");
    host.dist("cccccccccccc3333");
    host.install(Optional.empty());
    assertFalse(Files.exists(host.machine.at(Path.of("/opt/pim/aaaaaaaaaaaa"))));
  }

  @Test
  void restartsARunningWorkerIfAFileHasChanged() throws Exception {
    install();
    Files.delete(host.machine.at(UNIT));
    host.machine.failing = "systemctl daemon-reload";
    assertThrows(BuildFailure.class, this::install);
    host.machine.changes.clear();
    install();
    assertEquals(
        List.of("systemctl daemon-reload", "systemctl restart pim-worker.service"),
        host.machine.changes);
  }

  @Test
  void refusesAHostThatHasNotJoinedWithoutAnInvitation() {
    CommandFailure failure =
        assertThrows(CommandFailure.class, () -> host.install(Optional.empty()));
    assertTrue(failure.complaint().todo().contains("--join FILE"), failure.toString());
  }

  @Test
  void reportsAllObstaclesTogetherAndChangesNothing() throws Exception {
    host.install(Optional.of(InstallFixture.invitation("other.example:7233", 2)));
    host.write("/etc/pim/tls/ca.pem", "another");
    host.write("/etc/pim/pim.yml", "store:\n  layers_limit: 5G\n");
    host.write(UNIT.toString(), "[Service]\nExecStart=/usr/bin/mine\n");
    host.machine.changes.clear();
    Set<String> before = host.paths();
    CommandFailure failure = assertThrows(CommandFailure.class, this::install);
    String why = String.join("\n", failure.complaint().why());
    for (String part :
        List.of(
            "/var/lib/pim/seal.key is key ",
            "/etc/pim/tls/ca.pem holds another CA's certificate",
            "the address other.example:7233, and the invitation temporal.example:7233",
            "/etc/pim/pim.yml has store.url not set, and the invitation oci://registry",
            UNIT + " was not written by PIM")) {
      assertTrue(why.contains(part), part + " is not in\n" + why);
    }
    assertFalse(why.contains("api-key-word"), why);
    assertEquals(before, host.paths());
    assertEquals(List.of(), host.machine.changes);
    assertEquals("another", host.text("/etc/pim/tls/ca.pem"));
  }

  @Test
  void keepsTheHostsOwnSettings() throws Exception {
    String own =
        """
        worker:
          vm_slots: 7
        store:
          url: oci://registry.example/pim
          ca_file: /etc/pim/tls/store-ca.pem
        """;
    host.write("/etc/pim/pim.yml", own);
    install();
    assertEquals(own, host.text("/etc/pim/pim.yml"));
  }

  @Test
  void refusesAPersonsAccountOfTheSameName() {
    host.machine.accounts.put("pim", "/home/pim");
    CommandFailure failure = assertThrows(CommandFailure.class, this::install);
    assertTrue(failure.complaint().what().contains("not PIM's"), failure.complaint().what());
  }

  @Test
  void refusesALinkInPlaceOfTheKey() throws Exception {
    host.write("/etc/shadow", "root");
    Path key = host.machine.at(Path.of("/var/lib/pim/seal.key"));
    Files.createDirectories(key.getParent());
    Files.createSymbolicLink(key, host.machine.at(Path.of("/etc/shadow")));
    CommandFailure failure = assertThrows(CommandFailure.class, this::install);
    assertTrue(failure.complaint().why().get(0).contains("is a link"), failure.toString());
    assertEquals("root", host.text("/etc/shadow"));
  }

  @Test
  void reportsAWorkerThatTakesNoWorkWithItsLastLines() {
    host.machine.ready = null;
    Steps steps = new Steps(new PrintWriter(new StringWriter()), false);
    Installer installer = new Installer(host.installation, steps, Duration.ZERO);
    BuildFailure failure =
        assertThrows(
            BuildFailure.class,
            () -> installer.install(Optional.of(InstallFixture.invitation()), host.distribution()));
    assertTrue(failure.report().lastLines().contains("no Temporal service answered"));
  }
}
