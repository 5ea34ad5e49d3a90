package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.host.MachineId;
import io.pim.model.unit.Architecture;
import io.pim.worker.connection.HostReports.Reported;
import io.pim.workflows.message.HostReport;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostTwinTest {
  private static final MachineId THIS = MachineId.of("11111111111111111111111111111111");
  private static final MachineId OTHER = MachineId.of("22222222222222222222222222222222");

  private static Optional<Reported> reported(Optional<MachineId> by, boolean current) {
    HostReport report =
        new HostReport(
            "rack1",
            Architecture.X86_64,
            "kvm",
            "0.1",
            2,
            List.of(),
            Optional.empty(),
            Instant.EPOCH,
            by.map(MachineId::toString));
    return Optional.of(new Reported(report, Instant.EPOCH, current));
  }

  private static boolean finds(Optional<MachineId> own, Optional<Reported> newest) {
    return new HostTwin("rack1", own, () -> newest).find().isPresent();
  }

  @Test
  void onlyAnotherMachineThatReportsIsATwin() {
    assertTrue(finds(Optional.of(THIS), reported(Optional.of(OTHER), true)));

    assertFalse(finds(Optional.of(THIS), reported(Optional.of(OTHER), false)), "lost");
    assertFalse(finds(Optional.of(THIS), reported(Optional.of(THIS), true)), "itself");
    assertFalse(finds(Optional.of(THIS), reported(Optional.empty(), true)), "older PIM");
    assertFalse(finds(Optional.empty(), reported(Optional.of(OTHER), true)), "no id");
    assertFalse(finds(Optional.of(THIS), Optional.empty()), "a new host");
  }

  @Test
  void waitsForTheServiceToGiveUpALostMachine() throws Exception {
    Deque<Optional<Reported>> answers =
        new ArrayDeque<>(
            List.of(
                reported(Optional.of(OTHER), true),
                reported(Optional.of(OTHER), true),
                reported(Optional.of(OTHER), false)));

    new HostTwin("rack1", Optional.of(THIS), answers::remove).requireNone();

    assertEquals(0, answers.size());
  }

  @Test
  void namesTheIdAndTheRemedy() {
    BuildFailure failure =
        new HostTwin("rack1", Optional.of(THIS), () -> reported(Optional.of(OTHER), true))
            .find()
            .orElseThrow();

    assertEquals(FailureKind.HOST_SETUP, failure.report().kind());
    assertEquals("another machine takes work as host rack1 already", failure.report().what());
    assertTrue(failure.report().todo().contains("worker.host_id"));
  }
}
