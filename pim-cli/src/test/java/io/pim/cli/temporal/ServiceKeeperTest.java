package io.pim.cli.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.pim.cli.build.SetClock;
import io.pim.cli.output.CommandFailure;
import io.pim.cli.temporal.TemporalAccess.Session;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.process.ProcessIdentity;
import io.temporal.client.WorkflowClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ServiceKeeperTest {
  private final StatusRuntimeException away = Status.UNAVAILABLE.asRuntimeException();

  private final SetClock clock = new SetClock();
  private final List<String> notices = new ArrayList<>();
  private final FakeOwn own = new FakeOwn();

  @Test
  void leavesARunningServiceAlone() {
    assertTrue(keeper(Optional.of(own)).check());
    assertEquals(0, own.starts);
    assertEquals(List.of(), notices);
  }

  @Test
  void restartsADeadPartAndReportsWhy() {
    ServiceKeeper keeper = keeper(Optional.of(own));
    own.dead = true;
    awaitStart(keeper);
    assertEquals(1, own.starts);
    assertEquals(
        List.of("the worker (pid 7) has died: starting again", "Worker started."), notices);
  }

  @Test
  void givesUpWithTheLogAndTheReason() {
    ServiceKeeper keeper = keeper(Optional.of(own));
    own.works = false;
    own.dead = true;
    for (int i = 0; i < RestartLimit.MOST; i++) {
      awaitStart(keeper);
      clock.pass(RestartLimit.PACE);
    }
    var failure = assertThrows(CommandFailure.class, keeper::check);
    assertEquals(RestartLimit.MOST, own.starts);
    assertTrue(failure.complaint().what().contains("the worker (pid 7) has died, after 5 starts"));
    assertEquals("/log", failure.complaint().where());
    assertEquals(List.of("the worker does not start: no luck"), failure.complaint().why());
    assertTrue(failure.complaint().todo().contains("pim up"));
  }

  @Test
  void aBuildWithProgressAllowsMoreStarts() {
    ServiceKeeper keeper = keeper(Optional.of(own));
    for (int i = 0; i < 3 * RestartLimit.MOST; i++) {
      own.dead = true;
      awaitStart(keeper);
      clock.pass(RestartLimit.PACE);
      keeper.answered("step " + i);
    }
    assertEquals(3 * RestartLimit.MOST, own.starts);
  }

  @Test
  void waitsForAServiceThatAPersonHasStopped() {
    ServiceKeeper keeper = keeper(Optional.of(own));
    own.stopped = true;
    for (int minute = 0; minute < 10; minute++) {
      assertTrue(keeper.check());
      keeper.missed(away);
      clock.pass(Duration.ofMinutes(1));
    }
    assertEquals(0, own.starts);
    assertTrue(notices.get(0).contains("pim down"), notices.toString());
  }

  @Test
  void limitsTheWaitForItsOwnServerThatDoesNotAnswer() {
    ServiceKeeper keeper = keeper(Optional.of(own));
    keeper.missed(away);
    clock.pass(Silence.OWN_LIMIT.plusSeconds(1));
    assertSame(away, assertThrows(StatusRuntimeException.class, () -> keeper.missed(away)));
  }

  @Test
  void waitsForAnothersServiceAndNeverStartsIt() {
    ServiceKeeper keeper = keeper(Optional.empty());
    for (int hour = 0; hour < 10; hour++) {
      assertTrue(keeper.check());
      keeper.missed(away);
      keeper.missed(away);
      clock.pass(Duration.ofHours(1));
    }
    assertEquals(10, notices.size());
    assertTrue(
        notices.get(0).startsWith("no answer from temporal.lan:7233 since "), notices.get(0));
    assertTrue(notices.get(0).endsWith("; still trying"), notices.get(0));
    keeper.serviceAnswered();
    assertEquals("the Temporal service answers again", notices.get(10));
  }

  @Test
  void doesNotWaitAfterARefusal() {
    StatusRuntimeException refused = Status.PERMISSION_DENIED.asRuntimeException();
    ServiceKeeper keeper = keeper(Optional.empty());
    assertSame(refused, assertThrows(StatusRuntimeException.class, () -> keeper.missed(refused)));
  }

  private ServiceKeeper keeper(Optional<OwnService> service) {
    return new ServiceKeeper(new FakeSession(service), clock, notices::add);
  }

  /** Checks until a start has ended. */
  private void awaitStart(ServiceKeeper keeper) {
    int before = own.starts;
    assertFalse(keeper.check());
    while (own.starts == before || own.running) {
      Thread.onSpinWait();
    }
    // The start's thread has not yet passed on its result.
    int lines = notices.size();
    while (notices.size() == lines) {
      keeper.check();
    }
  }

  private static final class FakeOwn implements OwnService {
    private volatile int starts;
    private volatile boolean running;
    private volatile boolean dead;
    private volatile boolean works = true;
    private boolean stopped;

    @Override
    public Optional<ServiceLoss> loss() {
      return dead
          ? Optional.of(new ServiceLoss("the worker (pid 7) has died", Path.of("/log")))
          : Optional.empty();
    }

    @Override
    public List<ProcessIdentity> processes() {
      return List.of();
    }

    @Override
    public boolean isStopped() {
      return stopped;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one start at a time
    public void startAgain(Consumer<String> say) {
      running = true;
      starts++;
      try {
        if (!works) {
          throw BuildFailure.of(FailureKind.HOST_SETUP, "the worker does not start")
              .why("no luck")
              .build();
        }
        dead = false;
        say.accept("Worker started.");
      } finally {
        running = false;
      }
    }

    @Override
    public void follow() {}
  }

  private record FakeSession(Optional<OwnService> own) implements Session {
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
}
