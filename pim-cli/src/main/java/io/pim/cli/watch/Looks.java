package io.pim.cli.watch;

import io.grpc.Context;
import io.pim.cli.shell.Interrupts;
import io.pim.cli.temporal.LossAlarm;
import io.pim.cli.temporal.TemporalAccess.Session;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Observes a build and waits between two checks. If PIM's own service dies, both end at once,
 * because no worker will answer, and the command must start the service again.
 */
final class Looks implements AutoCloseable {
  private final Session session;
  private final Interrupts interrupts;
  private final AtomicReference<Context.CancellableContext> current = new AtomicReference<>();
  private final LossAlarm alarm = new LossAlarm(this::ring);

  Looks(Session session, Interrupts interrupts) {
    this.session = session;
    this.interrupts = interrupts;
  }

  /** Runs calls to the service; empty if the service dies meanwhile. */
  <T> Optional<T> look(Callable<T> calls) {
    session.own().ifPresent(own -> alarm.watch(own.processes()));
    Context.CancellableContext context = Context.current().withCancellation();
    current.set(context);
    try {
      return Optional.of(context.call(calls));
    } catch (RuntimeException e) {
      if (context.isCancelled()) {
        return Optional.empty();
      }
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      current.set(null);
      context.cancel(null);
    }
  }

  private void ring() {
    Context.CancellableContext context = current.get();
    if (context != null) {
      context.cancel(new CancellationException("PIM's own service has ended"));
    }
    interrupts.wake();
  }

  @Override
  public void close() {
    alarm.close();
  }
}
