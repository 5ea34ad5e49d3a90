package io.pim.activities.provision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.activities.step.Bench;
import io.pim.host.build.TestBuilds;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.json.Json;
import io.pim.tools.ssh.SshConnector;
import io.pim.workflows.activity.StepNote;
import io.pim.workflows.activity.StepRef;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A script in a real guest that asks for a reboot with its exit status, and goes on after it. */
class GuestRebootTest extends GuestCase {
  private static final StepRef SCRIPT = new StepRef(TestBuilds.ID, "script:base");

  private static final Duration LIMIT = Duration.ofMinutes(1);

  private static final String ASKS_ONCE =
      """
      echo run >> /root/runs
      echo "line ${PIM_REBOOTS:-0}."
      [ -n "${PIM_REBOOTS:-}" ] || { : > /run/before; exit 194; }
      [ ! -e /run/before ] || echo 'line 99.'
      echo "runs: $(wc -l < /root/runs)."
      """;

  private static final List<String> RAN_TWICE = List.of("line 0.", "line 1.", "runs: 2.");

  @BeforeEach
  void bootGuest() throws Exception {
    boot(Duration.ofMinutes(1));
  }

  @Test
  void theScriptIsRunAgainInTheNextBoot() throws Exception {
    assertEquals(List.of(), running(ASKS_ONCE).get(120, TimeUnit.SECONDS));
    assertEquals(RAN_TWICE, logLines());

    // A reset that nobody has asked for is still no reboot.
    monitor("system_reset", Map.of());
    FailureReport report =
        bench.report(builds, TestBuilds.ID, "finalize", new FinalizeStep(login, machines)::run);
    assertEquals(FailureKind.VM_LOST, report.kind(), report.toString());
  }

  /** The worker ends just after it has noted the wish, or while the guest goes down. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anotherWorkerContinuesAnywhereInTheReboot(boolean goesDown) throws Exception {
    Bench.runner(builds)
        .run(
            SCRIPT,
            step -> {
              try (GuestLogin.Guest guest = login.open(step)) {
                assertFalse(new GuestRun(step, guest).run(ASKS_ONCE, Map.of()));
                if (goesDown) {
                  guest.machine().bootAtReset();
                  guest.root().run("(sleep 1; reboot) >/dev/null 2>&1 &", new byte[0], LIMIT);
                }
              }
              return StepNote.NONE;
            });
    login = new GuestLogin(machines, new SshConnector(HASTY));

    assertEquals(List.of(), running(ASKS_ONCE).get(120, TimeUnit.SECONDS));

    assertEquals(RAN_TWICE, logLines());
  }

  @Test
  void aScriptThatAsksAgainAndAgainFails() throws Exception {
    Path file = build.folder().scriptFacts(build.step("script:base").requiredKey());
    ScriptFacts facts = ScriptFacts.begun(qemu(), "an earlier boot", 0);
    for (int i = 0; i < GuestRun.MOST_REBOOTS; i++) {
      facts = facts.rebooting(0);
    }
    Json.write(file, facts);

    List<FailureReport> failures =
        running("echo \"line $PIM_REBOOTS.\"; exit 194").get(120, TimeUnit.SECONDS);

    assertEquals(FailureKind.SCRIPT_FAILED, failures.get(0).kind(), failures.toString());
    assertEquals("script:base failed: exit status 194.", failures.get(0).what());
    assertTrue(failures.get(0).todo().contains("10 reboots"), failures.get(0).todo());
    assertEquals(List.of("line 10."), logLines());
  }
}
