package io.pim.workflows.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.model.unit.Architecture;
import io.pim.workflows.message.BuildSoFar;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.BuildStatus;
import io.pim.workflows.message.HostMove;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HostMovesTest {
  private static final HostMove MOVE = new HostMove("a", "install", "b", "", false);

  private static BuildSoFar soFar(boolean lost) {
    return new BuildSoFar(
        new BuildStatus(
            TestPlans.BUILD,
            "web",
            Architecture.X86_64,
            BuildState.WAITING,
            "script:app",
            "",
            Instant.EPOCH,
            List.of(),
            Optional.empty(),
            Optional.empty(),
            List.of(MOVE)),
        List.of(),
        "b",
        lost,
        1,
        Set.of());
  }

  @Test
  void aHostToWhichTheBuildReturnsWasNotLost() {
    HostMoves moves = new HostMoves(Optional.empty());
    moves.lost("a", "install");
    assertEquals(Optional.of("a"), moves.lostBefore("b"));

    moves.arrived("a", Optional.of("install"), Optional.empty());

    assertEquals(List.of(), moves.list());
    assertEquals(Optional.empty(), moves.lostBefore("b"), "it is settled");
  }

  @Test
  void theHostsOwnLayerWasNotPulled() {
    HostMoves moves = new HostMoves(Optional.empty());
    moves.lost("a", "finalize");

    moves.arrived("b", Optional.of("script:app"), Optional.of("script:base"));

    assertEquals(List.of(new HostMove("a", "finalize", "b", "script:app", false)), moves.list());
  }

  /** The history may become too long between the loss of one host and the choice of the next. */
  @Test
  void continuesInANewHistory() {
    HostMoves moves = new HostMoves(Optional.of(soFar(true)));
    assertEquals(Optional.of("b"), moves.lostBefore("c"));
    moves.arrived("c", Optional.of("script:base"), Optional.of("script:base"));
    assertEquals(
        List.of(MOVE, new HostMove("b", "script:app", "c", "script:base", true)), moves.list());

    assertEquals(Optional.empty(), new HostMoves(Optional.of(soFar(false))).lostBefore("c"));
  }
}
