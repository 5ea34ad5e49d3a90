package io.pim.cli.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.pim.cli.shell.Interrupts;
import io.pim.cli.temporal.OwnService;
import io.pim.cli.temporal.ServiceLoss;
import io.pim.cli.temporal.TemporalAccess.Session;
import io.pim.tools.process.ProcessIdentity;
import io.temporal.client.WorkflowClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LooksTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final Interrupts interrupts = new Interrupts();

  @Test
  void endsAnUnansweredCallIfAPartDies() throws Exception {
    Process worker = new ProcessBuilder("sleep", "600").start();
    try (Looks looks = new Looks(sessionOf(worker), interrupts)) {
      Optional<String> seen =
          looks.look(
              () -> {
                worker.destroyForcibly();
                return unanswered();
              });

      assertEquals(Optional.empty(), seen);
      assertFalse(interrupts.await(LONG), "nobody has pressed Ctrl-C");
    } finally {
      worker.destroyForcibly();
    }
  }

  @Test
  void aDeathBetweenTwoQueriesEndsTheWait() throws Exception {
    Process worker = new ProcessBuilder("sleep", "600").start();
    try (Looks looks = new Looks(sessionOf(worker), interrupts)) {
      assertEquals(Optional.of("seen"), looks.look(() -> "seen"));
      worker.destroyForcibly();

      assertFalse(interrupts.await(LONG), "nobody has pressed Ctrl-C");
    } finally {
      worker.destroyForcibly();
    }
  }

  @Test
  void reportsAFailureWhileEverythingRuns() throws Exception {
    Process worker = new ProcessBuilder("sleep", "600").start();
    StatusRuntimeException refused = Status.PERMISSION_DENIED.asRuntimeException();
    try (Looks looks = new Looks(sessionOf(worker), interrupts)) {
      assertSame(
          refused,
          assertThrows(
              StatusRuntimeException.class,
              () ->
                  looks.look(
                      () -> {
                        throw refused;
                      })));
    } finally {
      worker.destroyForcibly();
    }
  }

  /** Like a call to the service, which ends with its context. */
  private static String unanswered() throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    Context.current().addListener(context -> ended.countDown(), Runnable::run);
    ended.await();
    throw Status.CANCELLED.asRuntimeException();
  }

  private static Session sessionOf(Process worker) {
    ProcessIdentity identity = ProcessIdentity.of(worker.toHandle()).orElseThrow();
    return new FakeSession(Optional.of(new FakeOwn(List.of(identity))));
  }

  private record FakeOwn(List<ProcessIdentity> processes) implements OwnService {
    @Override
    public Optional<ServiceLoss> loss() {
      return Optional.empty();
    }

    @Override
    public boolean isStopped() {
      return false;
    }

    @Override
    public void startAgain(Consumer<String> say) {}

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
      return "";
    }

    @Override
    public void close() {}
  }
}
