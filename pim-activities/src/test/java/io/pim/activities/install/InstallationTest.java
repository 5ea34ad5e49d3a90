package io.pim.activities.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.machine.Phase;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.plan.Limits;
import io.pim.tools.qemu.FakeQemu;
import io.pim.tools.qemu.TestQemu;
import io.pim.tools.ssh.SshKeyPair;
import io.pim.workflows.activity.StepNote;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The possible ends of an installation whose worker keeps running. */
@Tag("qemu")
@Timeout(300)
class InstallationTest {
  @TempDir Path folder;
  private TestInstaller installer;

  @BeforeEach
  void make() throws Exception {
    installer = new TestInstaller(folder);
  }

  @AfterEach
  void end() throws Exception {
    installer.end();
  }

  @Test
  void anInstallerThatFetchedItsFilesAndPoweredOffLeavesALayer() throws Exception {
    CompletableFuture<StepNote> done =
        CompletableFuture.supplyAsync(() -> installer.bench.run(installer::install));
    installer.awaitGreeting();
    String preseed = installer.fetch("preseed.cfg");
    assertTrue(preseed.contains("/install.sh"), preseed);
    assertEquals("#!/bin/sh\n", installer.fetch("install.sh"));
    installer.powerOff();

    StepNote note = done.get(60, TimeUnit.SECONDS);

    assertTrue(note.text().contains("TCG"), note.text());
    var layer =
        installer
            .layers
            .find(installer.build().step("install").requiredKey(), Optional.empty())
            .orElseThrow();
    assertEquals(
        Optional.of(Files.readString(SshKeyPair.at(installer.build().folder().sshKey()).file())),
        layer.login());
    assertEquals(Optional.empty(), installer.machines.join(Phase.INSTALL.of(installer.build())));
    assertFalse(Files.exists(installer.build().folder().serverFacts("install")));
    // Runs the step again, as after a kill before the end was recorded.
    assertEquals(StepNote.NONE, installer.bench.run(installer::install));
  }

  @Test
  void aRebootAlsoEndsAnInstallation() throws Exception {
    CompletableFuture<StepNote> done =
        CompletableFuture.supplyAsync(() -> installer.bench.run(installer::install));
    installer.awaitGreeting();
    installer.fetch("preseed.cfg");
    installer.fetch("install.sh");
    installer.reboot();

    done.get(60, TimeUnit.SECONDS);

    assertTrue(installer.hasLayer());
  }

  /** As when a kernel panics with panic=-1, or a processor has a triple fault. */
  @Test
  void treatsAnUnexpectedResetAsACrash() throws Exception {
    CompletableFuture<FailureReport> failed = installer.failing();
    installer.awaitGreeting();
    installer.fetch("preseed.cfg");
    installer.fetch("install.sh");
    installer.type("r");

    FailureReport report = failed.get(60, TimeUnit.SECONDS);

    assertEquals(FailureKind.VM_LOST, report.kind(), report.toString());
    assertTrue(report.why().contains("reboot: Restarting system"), report.why());
    assertTrue(report.lastLines().contains(TestQemu.GREETING), report.lastLines().toString());
    assertFalse(installer.hasLayer());
    assertEquals(Optional.empty(), installer.machines.join(Phase.INSTALL.of(installer.build())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"internal-error", "guest-panicked", "not-known-to-pim"})
  void aCrashedGuestHasInstalledNothing(String runState) throws Exception {
    try (FakeQemu crashed = installer.joinable()) {
      crashed.say(runState);

      FailureReport report = installer.bench.report(installer::install);

      assertEquals(FailureKind.VM_LOST, report.kind(), report.toString());
      assertFalse(installer.hasLayer());
      assertFalse(crashed.isRunning());
    }
  }

  /**
   * After an edit of the preseed, a retry has another key; the old key's installer may still run.
   */
  @Test
  void doesNotJoinAnInstallerOnAnotherDisk() throws Exception {
    try (FakeQemu old = installer.joinable(folder.resolve("other.qcow2"))) {
      CompletableFuture<StepNote> done =
          CompletableFuture.supplyAsync(() -> installer.bench.run(installer::install));
      installer.awaitGreeting();
      assertFalse(old.isRunning());
      installer.fetch("preseed.cfg");
      installer.fetch("install.sh");
      installer.powerOff();
      done.get(60, TimeUnit.SECONDS);
    }
    assertTrue(installer.hasLayer());
  }

  @Test
  void anInstallerThatNeverFetchedItsPreseedHasFailed() throws Exception {
    CompletableFuture<FailureReport> failed = installer.failing();
    installer.awaitGreeting();
    installer.powerOff();

    FailureReport report = failed.get(60, TimeUnit.SECONDS);

    assertEquals(FailureKind.INSTALL_FAILED, report.kind());
    assertTrue(report.what().contains("before it fetched its preseed"), report.what());
    assertEquals(installer.build().folder().console("install").toString(), report.where());
    assertTrue(report.lastLines().contains(TestQemu.GREETING), report.lastLines().toString());
    assertFalse(installer.hasLayer());
    assertEquals(Optional.empty(), installer.machines.join(Phase.INSTALL.of(installer.build())));
  }

  @Test
  void anInstallerThatNeverFetchedTheInstallScriptHasFailed() throws Exception {
    CompletableFuture<FailureReport> failed = installer.failing();
    installer.awaitGreeting();
    installer.fetch("preseed.cfg");
    installer.powerOff();

    FailureReport report = failed.get(60, TimeUnit.SECONDS);

    assertEquals(FailureKind.INSTALL_FAILED, report.kind());
    assertTrue(report.what().contains("install script"), report.what());
    assertFalse(installer.hasLayer());
  }

  @Test
  void reportsAKilledQemuWithItsLastLines() throws Exception {
    CompletableFuture<FailureReport> failed = installer.failing();
    installer.awaitGreeting();
    ProcessHandle.of(installer.machine().facts().process().pid()).orElseThrow().destroy();

    FailureReport report = failed.get(60, TimeUnit.SECONDS);

    assertEquals(FailureKind.VM_LOST, report.kind());
    assertTrue(report.why().contains("terminating on signal 15"), report.why());
    assertFalse(installer.hasLayer());
  }

  @Test
  void anInstallerWithoutASignOfLifeHangs() throws Exception {
    installer.startByAWorkerThatIsKilled("preseed.cfg", "install.sh");
    installer.allowSilenceOf(Duration.ofMillis(750));
    FailureReport report = installer.bench.report(installer::install);

    assertEquals(FailureKind.GUEST_HUNG, report.kind());
    assertEquals("The installer shows no sign of life for 1 seconds.", report.what());
    assertTrue(report.lastLines().contains(TestQemu.GREETING), report.lastLines().toString());
    assertTrue(report.todo().contains("pim build logs --console install"), report.todo());
    assertEquals(Optional.empty(), installer.machines.join(Phase.INSTALL.of(installer.build())));
  }

  /** Any program on this host, such as a port scanner, can request an unknown path. */
  @Test
  void requestsOfStrangersAreNoSignOfLife() throws Exception {
    installer.startByAWorkerThatIsKilled("preseed.cfg", "install.sh");
    installer.allowSilenceOf(Duration.ofMillis(750));
    FailureReport report = installer.failureWithAStranger();

    assertEquals(FailureKind.GUEST_HUNG, report.kind());
    assertEquals("The installer shows no sign of life for 1 seconds.", report.what());
  }

  @Test
  void endsAnInstallerAtItsLimit() throws Exception {
    installer.builds.with(
        new Limits(Duration.ofMillis(150), Duration.ofMinutes(1), Duration.ofMinutes(1)));
    installer.open();

    FailureReport report = installer.bench.report(installer::install);

    assertEquals(FailureKind.GUEST_HUNG, report.kind());
    assertTrue(report.what().contains("not done after 1 seconds"), report.what());
  }
}
