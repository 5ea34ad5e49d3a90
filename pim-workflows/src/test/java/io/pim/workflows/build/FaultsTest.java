package io.pim.workflows.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.pim.model.failure.FailureKind;
import org.junit.jupiter.api.Test;

class FaultsTest {
  private final Faults faults = new Faults("host1");

  /** If the report of its end arrives too late, the second run must fail, too. */
  @Test
  void anEndedActivityEndsTheSameWhenItRunsAgain() {
    faults.fail("script:app", FailureKind.SCRIPT_FAILED);

    Fault first = faults.next("script:app", "build 7");

    assertEquals(FailureKind.SCRIPT_FAILED, first.kind());
    assertEquals(first, faults.next("script:app", "build 7"));
    assertNull(faults.next("script:app", "build 8"));
  }

  @Test
  void aFaultStrikesOneRunOnly() {
    faults.fail("script:app", FailureKind.TOOL_FAILED);

    assertEquals(FailureKind.TOOL_FAILED, faults.next("script:app", "build 7").kind());
    assertNull(faults.next("script:app", "build 7"));
  }
}
