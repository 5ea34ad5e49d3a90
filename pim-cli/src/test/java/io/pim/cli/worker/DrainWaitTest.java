package io.pim.cli.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.pim.cli.build.SetClock;
import io.pim.cli.client.HostRow;
import io.pim.cli.client.HostState;
import io.pim.cli.temporal.TemporalAccess.Session;
import io.temporal.client.WorkflowClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The wait for a drained host, by a clock that the test sets. */
class DrainWaitTest {
  private static final String BUILD = "web-x86_64-20261122-120000";

  private final SetClock clock = new SetClock();
  private final List<String> said = new ArrayList<>();
  private Optional<RuntimeException> failure = Optional.empty();
  private HostState state = HostState.DRAINING;
  private boolean drained = true;
  private String builds = BUILD;
  private final DrainWait wait = new DrainWait(this::answer, new SharedService(), clock, said::add);

  private DrainWait.Seen answer() {
    if (failure.isPresent()) {
      throw failure.get();
    }
    Optional<Instant> since = drained ? Optional.of(Instant.EPOCH) : Optional.empty();
    Optional<Instant> seen = Optional.of(Instant.EPOCH);
    return new DrainWait.Seen(
        new HostRow("mac", state, "arm64", "hvf", 2, 0, List.of(), "0.1", since, seen), builds);
  }

  private record SharedService() implements Session {
    @Override
    public WorkflowClient client() {
      throw new UnsupportedOperationException();
    }

    @Override
    public String address() {
      return "temporal.lan:7233";
    }

    @Override
    public void close() {}
  }

  private Optional<HostState> look() {
    return wait.look().map(end -> end.row().state());
  }

  @Test
  void endsWhenTheHostHasNoBuildAndNoImageToPush() {
    assertEquals(Optional.empty(), look());
    state = HostState.DRAINED;
    assertEquals(Optional.empty(), look(), "a build pushes its image without a slot");
    builds = "";
    assertEquals(Optional.of(HostState.DRAINED), look());
  }

  @Test
  void endsWhenSomebodyUndrainsTheHost() {
    drained = false;
    state = HostState.READY;
    assertEquals(Optional.of(HostState.READY), look());
  }

  /** However long the outage was, the host's worker gets the time to connect again after it. */
  @Test
  void aHostMayReportLateAfterAnOutage() {
    failure = Optional.of(Status.UNAVAILABLE.asRuntimeException());
    for (int hour = 0; hour < 5; hour++) {
      assertEquals(Optional.empty(), look());
      clock.pass(Duration.ofHours(1));
    }
    failure = Optional.empty();
    state = HostState.GONE;
    assertEquals(Optional.empty(), look());
    clock.pass(DrainWait.RETURN.minusSeconds(1));
    assertEquals(Optional.empty(), look());
    state = HostState.DRAINED;
    builds = "";
    assertEquals(Optional.of(HostState.DRAINED), look());
    assertTrue(said.get(0).startsWith("no answer from temporal.lan:7233 since "), said.toString());
    assertEquals("the Temporal service answers again", said.get(said.size() - 1));
  }

  @Test
  void endsWhenTheHostIsGone() {
    state = HostState.GONE;
    assertEquals(Optional.empty(), look());
    clock.pass(DrainWait.RETURN);
    assertEquals(Optional.of(HostState.GONE), look());
  }

  /** A second outage begins while the host has not reported since the first. */
  @Test
  void silenceDuringAnOutageDoesNotCount() {
    state = HostState.GONE;
    assertEquals(Optional.empty(), look());
    failure = Optional.of(Status.UNAVAILABLE.asRuntimeException());
    clock.pass(DrainWait.RETURN);
    assertEquals(Optional.empty(), look());
    failure = Optional.empty();
    assertEquals(Optional.empty(), look());
  }

  @Test
  void aRefusalEndsTheWait() {
    failure = Optional.of(Status.PERMISSION_DENIED.asRuntimeException());
    assertThrows(StatusRuntimeException.class, this::look);
  }
}
