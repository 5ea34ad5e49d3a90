package io.pim.activities.provision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.build.TestBuilds;
import io.pim.host.layer.LayerStore;
import io.pim.host.machine.GuestFreeze;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.tools.qemu.TestQemu;
import io.pim.tools.qmp.RunState;
import io.pim.tools.ssh.SshConnector;
import io.pim.tools.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real guest ends, panics or is reset, and so loses what it had not written. */
class ResetGuestTest extends GuestCase {
  /** A script never runs a second time on a disk on which it may have worked. */
  @Test
  void doesNotRunTheScriptAgainInARestartedGuest() throws Exception {
    boot(Duration.ofMinutes(1));
    String script =
        "echo run >> /root/runs; echo \"runs: $(wc -l < /root/runs).\"; sync; sleep 2; reboot -f";

    List<FailureReport> failures = running(script).get(90, TimeUnit.SECONDS);

    FailureReport report = failures.get(failures.size() - 1);
    assertEquals(FailureKind.GUEST_RESTARTED, report.kind(), failures.toString());
    assertEquals(List.of("runs: 1."), report.lastLines());
    assertEquals(List.of("runs: 1."), logLines());
  }

  /**
   * A kernel without a pvpanic driver boots again by itself, and data that was not synced is lost.
   */
  @Test
  void aGuestThatPanicsAndWouldBootAgainIsLost() throws Exception {
    boot(Duration.ofMinutes(1));
    String script =
        "echo 'line 0.'; echo 1 > /proc/sys/kernel/panic; sleep 1; echo c > /proc/sysrq-trigger";

    List<FailureReport> failures = running(script).get(90, TimeUnit.SECONDS);

    FailureReport report = failures.get(failures.size() - 1);
    assertEquals(FailureKind.VM_LOST, report.kind(), failures.toString());
    assertEquals("The guest has crashed, or was reset.", report.what());
    assertTrue(report.lastLines().toString().contains("Rebooting in 1 seconds"), report.toString());
    assertEquals(RunState.SHUTDOWN, runState());
  }

  /** Somebody presses the reset button; data of the previous script may be lost. */
  @Test
  void aGuestThatIsResetDuringAScriptIsLost() throws Exception {
    boot(Duration.ofMinutes(1));
    CompletableFuture<List<FailureReport>> running = running(TALKS);
    awaitLine("line 5.");

    monitor("system_reset", Map.of());

    List<FailureReport> failures = running.get(90, TimeUnit.SECONDS);
    FailureReport report = failures.get(failures.size() - 1);
    assertEquals(FailureKind.VM_LOST, report.kind(), failures.toString());
  }

  /** Nobody follows a script then, and another worker would log in to the next boot. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aGuestThatIsResetBetweenTwoStepsIsLost(boolean anotherWorker) throws Exception {
    boot(Duration.ofMinutes(1));
    assertEquals(List.of(), running("echo done").get(60, TimeUnit.SECONDS));
    if (anotherWorker) {
      login = new GuestLogin(machines, new SshConnector(HASTY));
    }

    monitor("system_reset", Map.of());

    FailureReport report =
        bench.report(builds, TestBuilds.ID, "finalize", new FinalizeStep(login, machines)::run);
    assertEquals(FailureKind.VM_LOST, report.kind(), report.toString());
  }

  /** The system that boots then generates keys and an ID, and powers off like any other. */
  @Test
  void aFinalizedGuestThatIsResetBeforeItsShutdownLeavesNoLayer() throws Exception {
    boot(Duration.ofMinutes(1));
    LayerStore layers = new LayerStore(builds.folders(), disk -> true);
    ShutdownStep shutdown =
        new ShutdownStep(machines, layers, new GuestFreeze(layers, new TestQemu(folder).images()));
    bench.run(builds, TestBuilds.ID, "finalize", new FinalizeStep(login, machines)::run);

    monitor("system_reset", Map.of());

    FailureReport report = bench.report(builds, TestBuilds.ID, "shutdown", shutdown::run);
    assertEquals(FailureKind.VM_LOST, report.kind(), report.toString());
    assertFalse(layers.has(build.step("finalize").requiredKey(), TestBuilds.ID));
    assertFalse(Files.exists(build.folder().endedFacts("guest")));
  }

  @Test
  void failsAtOnceWhenAGuestPowersItselfOff() throws Exception {
    boot(Duration.ofMinutes(5));

    List<FailureReport> failures = running("poweroff -f").get(60, TimeUnit.SECONDS);

    FailureReport report = failures.get(failures.size() - 1);
    assertEquals(FailureKind.VM_LOST, report.kind());
    assertEquals("The guest has shut itself down.", report.what());
  }

  /** QEMU ends while the guest's file systems are mounted, even if it was asked to shut down. */
  @Test
  void aQemuKilledWhileItsGuestShutsDownLeavesNoLayer() throws Exception {
    boot(Duration.ofMinutes(1));
    LayerStore layers = new LayerStore(builds.folders(), disk -> true);
    ShutdownStep shutdown =
        new ShutdownStep(machines, layers, new GuestFreeze(layers, new TestQemu(folder).images()));
    CompletableFuture<FailureReport> failed =
        CompletableFuture.supplyAsync(
            () -> bench.report(builds, TestBuilds.ID, "shutdown", shutdown::run));
    Path console = build.folder().console("guest");
    Await.until(
        "the guest goes down", () -> Files.readString(console).contains("system is going down"));

    signal("KILL");

    FailureReport report = failed.get(60, TimeUnit.SECONDS);
    assertEquals(FailureKind.VM_LOST, report.kind(), report.toString());
    assertFalse(layers.has(build.step("finalize").requiredKey(), TestBuilds.ID));
    assertFalse(Files.exists(build.folder().endedFacts("guest")));
  }
}
