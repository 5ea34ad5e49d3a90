package io.pim.activities.provision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.activities.provision.GuestLogin.Guest;
import io.pim.host.build.StepContext;
import io.pim.host.build.TestBuilds;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.json.Json;
import io.pim.tools.ssh.SshConnector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A script in a real guest requests a reboot with its exit status. */
class GuestRebootTest extends GuestCase {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  /** run is empty after a boot, unlike the disk. */
  private static final String ASKS_ONCE =
      """
      set -eu
      echo run >> /root/runs
      echo "line $PIM_REBOOTS."
      [ "$PIM_REBOOTS" != 0 ] || { : > /run/before; exit 194; }
      [ ! -e /run/before ] || echo 'line 99.'
      echo "runs: $(wc -l < /root/runs)."
      """;

  private static final List<String> RAN_TWICE = List.of("line 0.", "line 1.", "runs: 2.");

  @BeforeEach
  void bootGuest() throws Exception {
    boot(Duration.ofMinutes(1));
  }

  @Test
  void runsTheScriptAgainInTheNextBoot() throws Exception {
    assertEquals(List.of(), running(ASKS_ONCE).get(120, TimeUnit.SECONDS));
    assertEquals(RAN_TWICE, logLines());

    // A reset that nobody ordered still stops the machine, and does not count as the reboot.
    monitor("system_reset", Map.of());
    FailureReport report =
        bench.report(builds, TestBuilds.ID, "finalize", new FinalizeStep(login, machines)::run);
    assertEquals(FailureKind.VM_LOST, report.kind(), report.toString());
    assertEquals("The guest has crashed, or was reset.", report.what());
  }

  /** The point at which a worker is killed. */
  private enum Killed {
    /** The worker has recorded that the script requests a reboot. */
    BEFORE_THE_ORDER,
    /** The worker has ordered the reboot, and the guest goes down. */
    WHILE_IT_GOES_DOWN,
    /** The worker has logged in to the next boot, but has not started the script there. */
    AFTER_THE_REBOOT
  }

  @ParameterizedTest
  @EnumSource
  void anotherWorkerContinuesAtAnyPointOfTheReboot(Killed killed) throws Exception {
    once(
        step -> {
          try (Guest guest = login.open(step)) {
            GuestRun run = new GuestRun(step, guest);
            assertFalse(run.run(ASKS_ONCE, Map.of()));
            go(killed, step, guest, run.boot());
          }
        });
    login = new GuestLogin(machines, new SshConnector(HASTY));

    assertEquals(List.of(), running(ASKS_ONCE).get(120, TimeUnit.SECONDS));

    assertEquals(RAN_TWICE, logLines());
  }

  private void go(Killed killed, StepContext step, Guest guest, String boot)
      throws IOException, InterruptedException {
    switch (killed) {
      case BEFORE_THE_ORDER -> {}
      case WHILE_IT_GOES_DOWN -> {
        guest.machine().bootAtReset();
        assertTrue(guest.root().run("reboot", new byte[0], LIMIT).status().isSuccess());
      }
      case AFTER_THE_REBOOT -> new GuestReboot(step, login, boot).from(guest).close();
    }
  }

  @Test
  void aScriptThatKeepsRequestingRebootsFails() throws Exception {
    Path file = build.folder().scriptFacts(build.step("script:base").requiredKey());
    ScriptFacts facts = ScriptFacts.begun(qemu(), "an earlier boot", 0);
    for (int i = 0; i < ScriptFacts.MOST_REBOOTS; i++) {
      facts = facts.rebooting(0);
    }
    Json.write(file, facts);

    List<FailureReport> failures =
        running("echo \"line $PIM_REBOOTS.\"; exit 194").get(120, TimeUnit.SECONDS);

    assertEquals(FailureKind.SCRIPT_FAILED, failures.get(0).kind(), failures.toString());
    assertEquals("script:base failed: exit status 194.", failures.get(0).what());
    assertTrue(failures.get(0).todo().contains("after 10 reboots"), failures.get(0).todo());
    assertEquals(List.of("line 10."), logLines());
  }

  /** A program that accepts the order and does nothing. */
  @Test
  void reportsAGuestThatDoesNotReboot() throws Exception {
    build = builds.patience(Duration.ofSeconds(2)).save(TestBuilds.ID);
    String script =
        "printf '#!/bin/sh\\n' > /usr/bin/systemctl; chmod +x /usr/bin/systemctl; exit 194";

    List<FailureReport> failures = running(script).get(150, TimeUnit.SECONDS);

    assertEquals(FailureKind.SCRIPT_FAILED, failures.get(0).kind(), failures.toString());
    assertEquals(
        "script:base asked for a reboot, and the guest did not reboot.", failures.get(0).what());
  }

  @Test
  void reportsAGuestThatDoesNotComeBack() throws Exception {
    build = builds.patience(Duration.ofSeconds(2)).save(TestBuilds.ID);

    List<FailureReport> failures =
        running("chmod -x /usr/sbin/dropbear; exit 194").get(150, TimeUnit.SECONDS);

    assertEquals(FailureKind.GUEST_HUNG, failures.get(0).kind(), failures.toString());
    assertEquals(
        "The guest did not come back from the reboot that script:base asked for.",
        failures.get(0).what());
    assertTrue(
        Files.readString(build.folder().console("guest")).contains("reboot: Restarting system"));
  }
}
