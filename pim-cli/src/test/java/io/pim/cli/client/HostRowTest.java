package io.pim.cli.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.model.unit.Architecture;
import io.pim.worker.connection.HostReports;
import io.pim.workflows.message.HostReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostRowTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private static HostState state(Duration silent, boolean drained, String... builds) {
    return state(false, silent, drained, builds);
  }

  private static HostState state(
      boolean current, Duration silent, boolean drained, String... builds) {
    HostReport report =
        new HostReport(
            "mac-3fa2c1",
            Architecture.ARM64,
            "hvf",
            "0.1",
            2,
            List.of(builds),
            drained ? Optional.of(NOW) : Optional.empty(),
            NOW);
    return HostRow.of(new HostReports.Reported(report, NOW.minus(silent), current), NOW).state();
  }

  @Test
  void theStateFollowsFromTheReportAndItsAge() {
    Duration soon = Duration.ofSeconds(5);
    assertEquals(HostState.READY, state(soon, false));
    assertEquals(HostState.READY, state(soon, false, "a"));
    assertEquals(HostState.FULL, state(soon, false, "a", "b"));
    assertEquals(HostState.DRAINING, state(soon, true, "a"));
    assertEquals(HostState.DRAINED, state(soon, true));
    assertEquals(HostState.READY, state(HostRow.GONE_AFTER, false));
    assertEquals(HostState.GONE, state(HostRow.GONE_AFTER.plusSeconds(1), false));
    assertEquals(HostState.GONE, state(HostRow.GONE_AFTER.plusSeconds(1), true, "a"));
  }

  /** The clock of the asking machine is an hour ahead or behind. */
  @Test
  void aWrongClockDoesNotHideAReportingHost() {
    Duration hour = Duration.ofHours(1);
    assertEquals(HostState.READY, state(true, hour, false));
    assertEquals(HostState.READY, state(true, hour.negated(), false));
    assertEquals(HostState.DRAINED, state(true, hour, true));
    assertEquals(
        HostState.GONE,
        state(false, hour.negated(), false),
        "it ended, whether recently or long ago");
  }
}
