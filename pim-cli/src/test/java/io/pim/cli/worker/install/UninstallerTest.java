package io.pim.cli.worker.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.output.CommandFailure;
import io.pim.model.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Removes an installed worker from a machine in a folder. */
@Timeout(300)
class UninstallerTest {
  /** Folders of the system into which an installation writes files. */
  private static final Set<String> OF_THE_SYSTEM =
      Set.of(
          "/etc", "/etc/systemd", "/etc/systemd/system", "/opt", "/var", "/var/lib", "/var/cache");

  @TempDir Path folder;
  private InstallFixture host;

  @BeforeEach
  void setUp() throws Exception {
    host = new InstallFixture(folder);
    host.install(Optional.of(InstallFixture.invitation()));
    host.machine.changes.clear();
  }

  private void assertNothingLeftBut(String... expected) throws IOException {
    Set<String> left = host.paths();
    left.removeAll(OF_THE_SYSTEM);
    left.removeIf(path -> path.startsWith("/sys") || path.startsWith("/proc"));
    assertEquals(Set.of(expected), left);
  }

  @Test
  void leavesNothing() throws Exception {
    host.write("/var/cache/pim/layers/k/b.qcow2", "a layer");
    host.write("/var/lib/pim/state/pim/builds/b/build.log", "a log");
    host.write("/run/pim/pim/tasks.lock", "");
    host.uninstall(false, false);
    assertNothingLeftBut();
  }

  @Test
  void keepsImagesForRoot() throws Exception {
    String image = "/var/lib/pim/cache/images/web.qcow2";
    host.write(image, "an image");
    host.write("/var/lib/pim/registry.yml", "images: {}\n");
    host.write("/var/lib/pim/host-id.1", "host");
    String said = host.uninstall(false, false);
    assertNothingLeftBut(
        "/var/lib/pim",
        "/var/lib/pim/cache",
        "/var/lib/pim/cache/images",
        image,
        "/var/lib/pim/registry.yml");
    assertEquals(Owner.ROOT, host.machine.ownerOf(Path.of(image)));
    assertEquals(Owner.ROOT, host.machine.ownerOf(Path.of("/var/lib/pim")));
    assertTrue(said.contains("left   /var/lib/pim/cache/images (--purge"), said);
    assertTrue(said.contains("left   1 image in there; PIM does not check whether"), said);
    assertEquals(Map.of(), host.machine.accounts);
  }

  @Test
  void aHostJoinsAgainWithItsImages() throws Exception {
    host.write("/var/lib/pim/cache/images/web.qcow2", "an image");
    host.uninstall(false, false);
    host.install(Optional.of(InstallFixture.invitation()));
    assertEquals("rwx------ pim:pim", host.modeAndOwner("/var/lib/pim"));
    Path image = host.machine.at(Path.of("/var/lib/pim/cache/images/web.qcow2"));
    assertEquals("pim:pim", host.machine.ownerOf(image).toString());
  }

  @Test
  void purgeAlsoRemovesImages() throws Exception {
    host.write("/var/lib/pim/cache/images/web.qcow2", "an image");
    String said = host.uninstall(true, false);
    assertNothingLeftBut();
    assertTrue(said.startsWith("note   1 image will be removed; PIM does not check"), said);
  }

  @Test
  void keepsAndReportsFilesOfOthers() throws Exception {
    host.write("/etc/pim/notes.txt", "mine");
    String said = host.uninstall(false, false);
    assertNothingLeftBut("/etc/pim", "/etc/pim/notes.txt");
    assertTrue(said.contains("left   /etc/pim, which has files that PIM did not write"), said);
  }

  @Test
  void keepsEarlierSettings() throws Exception {
    InstallFixture other = new InstallFixture(folder.resolve("other"));
    other.write(
        "/etc/pim/pim.yml",
        "store: {url: 'oci://registry.example/pim', ca_file: /etc/pim/tls/store-ca.pem}\n");
    other.install(Optional.of(InstallFixture.invitation()));
    other.uninstall(true, false);
    assertTrue(Files.exists(other.machine.at(Path.of("/etc/pim/pim.yml"))));
    assertFalse(Files.exists(other.machine.at(Path.of("/etc/pim/temporal.toml"))));
  }

  @Test
  void refusesWhileMachinesRunUnlessForced() throws Exception {
    host.machine.group("7", "4711");
    host.write("/proc/4711/comm", "qemu-system-x86\n");
    CommandFailure failure = assertThrows(CommandFailure.class, () -> host.uninstall(false, false));
    assertEquals(List.of("4711 qemu-system-x86"), failure.complaint().why());
    assertEquals(List.of(), host.machine.changes);
    host.uninstall(false, true);
    assertEquals("systemctl kill --signal=KILL pim-worker.service", host.machine.changes.get(0));
    assertEquals("systemctl disable --now pim-worker.service", host.machine.changes.get(1));
  }

  /** They run in the session of the person who started them, not in the service. */
  @Test
  void refusesWhileAPersonsVmRunsUnlessForced() throws Exception {
    host.machine.processes.add("  815 qemu-system-x86");
    CommandFailure failure = assertThrows(CommandFailure.class, () -> host.uninstall(true, false));
    assertEquals(List.of("815 qemu-system-x86"), failure.complaint().why());
    host.uninstall(true, true);
    assertTrue(host.machine.changes.contains("pkill -KILL -u pim"), "" + host.machine.changes);
    assertEquals(Map.of(), host.machine.accounts);
  }

  @Test
  void keepsAndReportsEditedSettings() throws Exception {
    host.write("/etc/pim/pim.yml", "worker: {vm_slots: 4}\n");
    String said = host.uninstall(true, false);
    assertNothingLeftBut("/etc/pim", "/etc/pim/pim.yml");
    assertTrue(said.contains("left   /etc/pim/pim.yml, which was changed"), said);
  }

  @Test
  void keepsOtherProgramsBesideTheCopies() throws Exception {
    host.write("/opt/pim/bin/other", "mine");
    host.uninstall(true, false);
    assertTrue(Files.exists(host.machine.at(Path.of("/opt/pim/bin/other"))));
  }

  @Test
  void doesNotRefuseBecauseOfTheWorkerItself() throws Exception {
    host.machine.group("7");
    host.uninstall(false, false);
    assertFalse(host.machine.changes.get(0).contains("kill"), host.machine.changes.toString());
  }

  @Test
  void endsOtherProcessesWithTheWorker() throws Exception {
    host.machine.group("7", "8");
    host.write("/proc/8/comm", "java\n");
    host.uninstall(false, false);
    assertEquals("systemctl kill --signal=KILL pim-worker.service", host.machine.changes.get(0));
  }

  @Test
  void refusesWhileABuildHoldsASlot() throws Exception {
    host.write("/var/lib/pim/state/pim/claims/web-x86_64-20261128-010203", "{}");
    CommandFailure failure = assertThrows(CommandFailure.class, () -> host.uninstall(false, false));
    assertEquals(List.of("build web-x86_64-20261128-010203"), failure.complaint().why());
  }

  @ParameterizedTest
  @ValueSource(strings = {"systemctl disable", "systemctl daemon-reload", "userdel"})
  void theNextRunFinishesAnInterruptedRemoval(String failing) throws Exception {
    host.machine.failing = failing;
    assertThrows(BuildFailure.class, () -> host.uninstall(false, false));
    host.uninstall(false, false);
    assertNothingLeftBut();
    assertEquals(Map.of(), host.machine.accounts);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"useradd", "systemctl enable", "systemctl daemon-reload", "systemctl restart"})
  void removesAnInterruptedInstallation(String failing) throws Exception {
    InstallFixture other = new InstallFixture(folder.resolve("other"));
    other.machine.failing = failing;
    assertThrows(BuildFailure.class, () -> other.install(Optional.of(InstallFixture.invitation())));
    other.uninstall(false, false);
    Set<String> left = other.paths();
    left.removeAll(OF_THE_SYSTEM);
    assertEquals(Set.of(), left);
    assertEquals(Map.of(), other.machine.accounts);
  }

  @Test
  void aHostWithoutAWorkerHasNothingToRemove() throws Exception {
    host.uninstall(false, false);
    host.machine.changes.clear();
    assertEquals("The worker is not installed here.\n", host.uninstall(false, false));
    assertEquals(List.of(), host.machine.changes);
  }
}
