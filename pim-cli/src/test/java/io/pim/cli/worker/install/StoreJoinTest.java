package io.pim.cli.worker.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.cli.output.CommandFailure;
import io.pim.cli.worker.invitation.Invitation;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Settings;
import io.pim.model.json.Json;
import io.pim.model.store.StoreAddress;
import io.pim.tools.oci.DockerConfig;
import io.pim.tools.oci.DockerLogins;
import io.pim.tools.oci.RegistryLogin;
import io.pim.tools.process.ProcessRunner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A host that joins can use the shared store at once. */
@Timeout(300)
class StoreJoinTest {
  private static final String SYSTEM_LOGINS = "/var/lib/pim/.docker/config.json";
  private static final String LOGINS = "/home/ann/.docker/config.json";
  private static final String HELPER = "{\"credHelpers\": {\"registry.example\": \"pass\"}}";

  @TempDir Path folder;
  private InstallFixture system;
  private InstallFixture user;

  @BeforeEach
  void setUp() throws Exception {
    system = new InstallFixture(folder.resolve("system"));
    user = new InstallFixture(folder.resolve("user"), Scope.USER);
  }

  private static Optional<Invitation> invitation() {
    return Optional.of(InstallFixture.invitation());
  }

  private static Optional<RegistryLogin> found(InstallFixture host) throws Exception {
    Path home = host.machine.at(host.installation.layout().home());
    return DockerLogins.of(Map.of(), home, new ProcessRunner()).find(InstallFixture.REGISTRY);
  }

  private static StoreAddress store(InstallFixture host) {
    Path config = host.machine.at(host.installation.layout().folders().config());
    return Settings.read(new ConfigFolders(config, config)).store().shared().orElseThrow();
  }

  private static String with(String registry, RegistryLogin login) throws Exception {
    return new String(DockerConfig.empty().with(registry, login), StandardCharsets.UTF_8);
  }

  private static String refused(InstallFixture host) {
    CommandFailure failure = assertThrows(CommandFailure.class, () -> host.install(invitation()));
    String why = String.join("\n", failure.complaint().why());
    assertFalse(why.contains("-word"), why);
    return why;
  }

  @Test
  void theSystemsWorkerFindsTheLoginAndTheAuthorities() throws Exception {
    system.install(invitation());
    assertTrue(
        system.text("/etc/systemd/system/pim-worker.service").contains("\"HOME=/var/lib/pim\""));
    assertEquals(Optional.of(InstallFixture.LOGIN), found(system));
    assertEquals("rw------- pim:pim", system.modeAndOwner(SYSTEM_LOGINS));
    assertEquals("rwx------ pim:pim", system.modeAndOwner("/var/lib/pim/.docker"));
    String ca = store(system).caFile().orElseThrow();
    assertEquals("/etc/pim/tls/store-ca.pem", ca);
    assertEquals("store ca pem\n", system.text(ca));
    assertEquals("rw-r----- root:pim", system.modeAndOwner(ca));
  }

  @Test
  void aUsersWorkerFindsTheLoginAndTheAuthorities() throws Exception {
    user.install(invitation());
    assertEquals(Optional.of(InstallFixture.LOGIN), found(user));
    assertEquals("rw------- ann:ann", user.modeAndOwner(LOGINS));
    assertEquals("store ca pem\n", user.text(store(user).caFile().orElseThrow()));
  }

  @Test
  void aPublicRegistryNeedsNeither() throws Exception {
    Invitation with = InstallFixture.invitation();
    system.install(Optional.of(InstallFixture.withoutStoreAccess(with)));
    assertEquals(Optional.empty(), store(system).caFile());
    assertFalse(Files.exists(system.machine.at(Path.of("/var/lib/pim/.docker"))));
  }

  @Test
  void noOutputShowsThePassword() throws Exception {
    String said = user.dryRun(invitation()) + user.install(invitation());
    assertTrue(said.contains("would  write the login at registry.example to " + LOGINS), said);
    assertTrue(said.contains("done   write the login at registry.example to " + LOGINS), said);
    assertFalse(said.contains("store-password-word"), said);
  }

  @Test
  void otherLoginsStayAndTheUserKeepsTheFile() throws Exception {
    user.write(
        LOGINS,
        "{\"auths\": {\"other.example\": {\"auth\": \"YW5uOnB3\"}}, \"psFormat\": \"table\"}");
    user.install(invitation());
    JsonNode file = Json.mapper().readTree(user.text(LOGINS));
    assertEquals("YW5uOnB3", file.at("/auths/other.example/auth").asText());
    assertEquals("table", file.path("psFormat").asText());
    assertEquals(Optional.of(InstallFixture.LOGIN), found(user));
    assertEquals("rw------- ann:ann", user.modeAndOwner(LOGINS));
    String second = user.install(invitation());
    assertTrue(second.lines().allMatch(line -> line.startsWith("exists ")), second);
    String said = user.uninstall(false, false);
    assertTrue(said.contains("left   the login at registry.example in " + LOGINS), said);
    assertTrue(said.contains("docker logout registry.example"), said);
    assertEquals(file, Json.mapper().readTree(user.text(LOGINS)));
  }

  @Test
  void aDifferentLoginStopsTheCommandBeforeItChangesAnything() throws Exception {
    user.write(LOGINS, with("registry.example", new RegistryLogin("bob", "bobs-word")));
    Set<String> before = user.paths();
    assertEquals(
        LOGINS + " has the login of bob at registry.example, and the invitation that of builder",
        refused(user));
    assertEquals(before, user.paths());
    user.write(LOGINS, with("registry.example", new RegistryLogin("builder", "old-word")));
    assertTrue(refused(user).endsWith("with another password than the invitation"));
    user.write(LOGINS, "{\"auths\": {\"registry.example\": {\"identitytoken\": \"a-word\"}}}");
    assertTrue(refused(user).contains("identity token"), refused(user));
    user.write(LOGINS, "not JSON");
    assertEquals(LOGINS + ": It is not JSON.", refused(user));
  }

  @Test
  void aFileWithTheLoginKeepsItsMode() throws Exception {
    String text = with("https://registry.example/v1/", InstallFixture.LOGIN);
    user.write(LOGINS, text);
    Path file = user.machine.at(Path.of(LOGINS));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    user.install(invitation());
    assertEquals(text, user.text(LOGINS));
    assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    user.uninstall(false, false);
    assertEquals(text, user.text(LOGINS));
  }

  @Test
  void aCredentialHelperIsLeftAlone() throws Exception {
    for (InstallFixture host : List.of(system, user)) {
      host.write(host == system ? SYSTEM_LOGINS : LOGINS, HELPER);
      host.install(invitation());
      assertEquals(HELPER, host.text(host == system ? SYSTEM_LOGINS : LOGINS));
    }
  }

  @Test
  void followsNoLinkInTheFolderOfTheWorkersAccount() throws Exception {
    system.write("/etc/shadow", HELPER);
    Path file = system.machine.at(Path.of(SYSTEM_LOGINS));
    Files.createDirectories(file.getParent());
    Files.createSymbolicLink(file, system.machine.at(Path.of("/etc/shadow")));
    assertEquals(SYSTEM_LOGINS + " is a link or not a file", refused(system));
    assertEquals(HELPER, system.text("/etc/shadow"));
  }

  @Test
  void uninstallRemovesWhatInstallMade() throws Exception {
    user.install(invitation());
    user.uninstall(false, false);
    assertFalse(Files.exists(user.machine.at(Path.of("/home/ann/.docker"))));
    assertFalse(Files.exists(user.machine.at(Path.of("/home/ann/.config/pim/tls"))));
  }

  @Test
  void uninstallKeepsALaterLogin() throws Exception {
    user.install(invitation());
    String both =
        new String(
            DockerConfig.read(user.text(LOGINS).getBytes(StandardCharsets.UTF_8))
                .with("other.example", new RegistryLogin("ann", "anns-word")),
            StandardCharsets.UTF_8);
    user.write(LOGINS, both);
    String said = user.uninstall(false, false);
    assertTrue(said.contains("left   " + LOGINS + ", which was changed"), said);
    assertEquals(both, user.text(LOGINS));
  }
}
