package io.pim.cli.worker.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.output.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Installs and removes a user's own worker. */
@Timeout(300)
class UserWorkerTest {
  private static final String TOML = "/home/ann/.config/temporalio/temporal.toml";
  private static final String KEY = "/home/ann/.local/share/pim/seal.key";

  @TempDir Path folder;
  private InstallFixture host;

  @BeforeEach
  void setUp() throws Exception {
    host = new InstallFixture(folder, Scope.USER);
  }

  private String install() throws Exception {
    return host.install(Optional.of(InstallFixture.invitation()));
  }

  @Test
  void itUsesTheUsersOwnFoldersAndRunsWithoutALogin() throws Exception {
    install();
    assertEquals("rw------- ann:ann", host.modeAndOwner(TOML));
    assertEquals("rw------- ann:ann", host.modeAndOwner(KEY));
    String unit = host.text("/home/ann/.config/systemd/user/pim-worker.service");
    assertTrue(unit.contains("\"XDG_DATA_HOME=/home/ann/.local/share\""), unit);
    assertTrue(unit.contains("\"TEMPORAL_CONFIG_FILE=" + TOML + "\""), unit);
    assertTrue(unit.contains("/home/ann/.local/share/pim/worker/aaaaaaaaaaaa/bin/pim"), unit);
    assertEquals(
        List.of(
            "loginctl enable-linger ann",
            "systemctl --user enable pim-worker.service",
            "systemctl --user daemon-reload",
            "systemctl --user restart pim-worker.service"),
        host.machine.changes);
    host.machine.changes.clear();
    install();
    assertEquals(List.of(), host.machine.changes);
  }

  @Test
  void refusesIfTheSettingsNameAnotherService() throws Exception {
    host.write("/home/ann/.config/pim/pim.yml", "temporal: {address: 'other.example:7233'}\n");
    CommandFailure failure = assertThrows(CommandFailure.class, this::install);
    assertTrue(
        failure.complaint().why().get(0).contains("temporal.address other.example:7233"),
        failure.complaint().toString());
  }

  @Test
  void itsRemovalLeavesEarlierFiles() throws Exception {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) 1);
    Files.createDirectories(host.machine.at(Path.of(KEY)).getParent());
    Files.write(host.machine.at(Path.of(KEY)), key);
    host.write("/home/ann/.local/share/pim/cache/images/web.qcow2", "an image");
    Set<String> before = host.paths();
    install();
    String said = host.uninstall(false, false);
    assertTrue(said.contains("left   your images"), said);
    Set<String> left = host.paths();
    left.removeIf(path -> !path.contains("pim") || path.startsWith("/sys"));
    assertTrue(left.containsAll(before.stream().filter(p -> p.contains("pim")).toList()));
    assertFalse(
        left.stream().anyMatch(path -> path.matches(".*(toml|/tls|pim-worker|/pim/worker).*")));
    assertTrue(host.machine.changes.contains("loginctl disable-linger ann"));
  }

  @Test
  void keepsLingeringThatWasAllowedBefore() throws Exception {
    host.write("/var/lib/systemd/linger/ann", "");
    install();
    host.uninstall(false, false);
    assertTrue(Files.exists(host.machine.at(Path.of("/var/lib/systemd/linger/ann"))));
  }
}
