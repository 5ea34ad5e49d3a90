package io.pim.cli.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.unit.Architecture;
import io.pim.workflows.message.BuildState;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BuildFilterTest {
  private static final String ALL = "WorkflowType = 'Build'";

  private static BuildFilter of(BuildState state) {
    return new BuildFilter(Optional.of(state), Optional.empty(), Optional.empty());
  }

  @Test
  void sendsAllConditionsInOneQuery() {
    assertEquals(ALL, BuildFilter.all().query());
    BuildFilter filter =
        new BuildFilter(
            Optional.of(BuildState.HELD), Optional.of("web"), Optional.of(Architecture.ARM64));
    assertEquals(
        ALL
            + " AND PimProfile = 'web' AND PimArch = 'arm64'"
            + " AND ExecutionStatus = 'Running' AND PimState = 'HELD'",
        filter.query());
  }

  @Test
  void quotesTypedText() {
    assertEquals("'it''s'", BuildFilter.quoted("it's"));
    assertEquals("'x'' OR ''1''=''1'", BuildFilter.quoted("x' OR '1'='1"));
    assertEquals("'end\\\\'", BuildFilter.quoted("end\\"));
  }

  @Test
  void findsEndedBuildsByTheirEndInTheService() {
    assertEquals(ALL + " AND ExecutionStatus = 'Completed'", of(BuildState.DONE).query());
    assertEquals(
        ALL + " AND ExecutionStatus IN ('Failed', 'Terminated', 'TimedOut')",
        of(BuildState.FAILED).query());
  }

  @Test
  void acceptsOnlyMatchingBuilds() {
    assertTrue(of(BuildState.RUNNING).lets(row(BuildState.RUNNING)));
    assertFalse(of(BuildState.RUNNING).lets(row(BuildState.HELD)));
    assertTrue(BuildFilter.ofProfile("web").lets(row(BuildState.DONE)));
    assertFalse(BuildFilter.ofProfile("we").lets(row(BuildState.DONE)));
  }

  private static BuildRow row(BuildState state) {
    Instant now = Instant.EPOCH;
    return new BuildRow(
        "b", "web", "x86_64", state, "", "", "", now, Optional.empty(), "web-x86_64", "r", "");
  }
}
