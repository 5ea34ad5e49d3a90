package io.pim.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.client.HostRow;
import io.pim.cli.client.HostState;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostAlertTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private static HostRow host(String version, Duration silent, Optional<Duration> drained) {
    return new HostRow(
        "mac-3fa2c1",
        HostState.READY,
        "arm64",
        "hvf",
        2,
        0,
        List.of(),
        version,
        drained.map(NOW::minus),
        Optional.of(NOW.minus(silent)));
  }

  private static String alert(HostRow row, String here) {
    return new HostAlert(row, here, NOW).finding().map(HostAlert.Alert::what).orElse("");
  }

  private static String alertOfVersion(String there, String here) {
    return alert(host(there, Duration.ZERO, Optional.empty()), here);
  }

  @Test
  void aHostThatWasNotSeenForADay() {
    assertEquals("", alert(host("0.1", Duration.ofHours(23), Optional.empty()), "0.1"));
    assertEquals(
        "host mac-3fa2c1 was last seen 25 h ago",
        alert(host("0.1", Duration.ofHours(25), Optional.empty()), "0.1"));
  }

  @Test
  void aVersionMoreThanOneReleaseAway() {
    for (String near : List.of("0.1", "0.2.0", "0.3-SNAPSHOT", "of my own", "")) {
      assertEquals("", alertOfVersion(near, "0.2.1-SNAPSHOT"), near);
    }
    for (String far : List.of("0.0.9", "0.4", "1.2", "0.99999999999999999999")) {
      assertEquals(
          "host mac-3fa2c1 has PIM " + far + "; this is 0.2.1", alertOfVersion(far, "0.2.1"));
    }
    assertEquals("", alertOfVersion("0.9", "unknown"));
  }

  @Test
  void aHostThatStaysDrained() {
    assertEquals("", alert(host("0.1", Duration.ZERO, Optional.of(Duration.ofDays(6))), "0.1"));
    assertEquals(
        "host mac-3fa2c1 was drained 8 days ago",
        alert(host("0.1", Duration.ZERO, Optional.of(Duration.ofDays(8))), "0.1"));
  }

  @Test
  void theCheckNamesOneHostAndCountsTheOthers() {
    HostsCheck check =
        new HostsCheck(null, Path.of("seal.key"), "0.1", Clock.fixed(NOW, ZoneOffset.UTC));
    HostRow well = host("0.1", Duration.ZERO, Optional.empty());
    HostRow away = host("0.1", Duration.ofDays(3), Optional.empty());

    assertEquals(Verdict.OK, check.of(List.of()).verdict());
    assertEquals("2 hosts; pim worker list", check.of(List.of(well, well)).what());
    Finding one = check.of(List.of(well, away));
    assertEquals(Verdict.WARN, one.verdict());
    assertEquals("host mac-3fa2c1 was last seen 3 days ago", one.what());
    assertTrue(one.todo().orElseThrow().endsWith("pim worker rm mac-3fa2c1"));
    assertEquals(
        "host mac-3fa2c1 was last seen 3 days ago; and 2 more hosts (pim worker list)",
        check.of(List.of(away, well, away, away)).what());
  }
}
