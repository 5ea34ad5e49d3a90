package io.pim.tools.qemu;

import io.pim.model.files.RuntimeFiles;
import io.pim.tools.process.Deadline;
import io.pim.tools.qmp.GuestAgent;
import io.pim.tools.qmp.Monitor;
import io.pim.tools.qmp.RunState;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Ends a virtual machine: tries several ways, each more forceful than the one before. */
final class Shutdown {
  private static final Duration BEAT = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration END = Duration.ofSeconds(1);

  /** QEMU's word for a guest that has powered itself off. */
  private static final String BY_ITSELF = "guest-shutdown";

  private final VirtualMachine machine;
  private final RuntimeFiles files;
  private final MachineFailures failures;
  private final ShutdownLimits limits;
  private final Runnable beat;

  Shutdown(
      VirtualMachine machine,
      RuntimeFiles files,
      MachineFailures failures,
      ShutdownLimits limits,
      Runnable beat) {
    this.machine = machine;
    this.files = files;
    this.failures = failures;
    this.limits = limits;
    this.beat = beat;
  }

  /** The observed state of a machine. */
  private enum Sight {
    UP,
    POWERED_OFF,
    BROKEN,
    GONE
  }

  /**
   * The last request to the guest, and its result.
   *
   * @param reason QEMU's word for why the machine stopped; empty if that is unknown
   */
  private record Asked(ShutdownWay way, Sight sight, String reason) {}

  /** Ends a machine whose disk does not matter. */
  ShutdownWay run() throws InterruptedException {
    if (!machine.isRunning()) {
      return ShutdownWay.ENDED_ALREADY;
    }
    Asked asked = askGuest(false);
    return switch (asked.sight()) {
      case GONE -> asked.way();
      case POWERED_OFF -> {
        quit();
        yield asked.way();
      }
      case UP, BROKEN -> quit() ? ShutdownWay.QUIT : ShutdownWay.KILL;
    };
  }

  /** Makes the guest power off. Empty if it does not. A QEMU that has ended counts as a failure. */
  Optional<ShutdownWay> powerOff() throws InterruptedException {
    if (!machine.isRunning()) {
      throw failures.lost();
    }
    Asked asked = askGuest(true);
    return switch (asked.sight()) {
      case POWERED_OFF -> Optional.of(poweredOff(asked));
      case UP -> Optional.empty();
      case GONE -> throw failures.lost();
      case BROKEN -> {
        machine.sound(machine.runState());
        // Somebody has resumed it since, but its disk cannot be trusted after the crash.
        throw failures.lost();
      }
    };
  }

  /** Fails after a reset, because it also stops the machine, and leaves file systems mounted. */
  private ShutdownWay poweredOff(Asked asked) {
    if (asked.reason().isEmpty()) {
      return ShutdownWay.ENDED_ALREADY;
    }
    if (!asked.reason().equals(BY_ITSELF)) {
      throw failures.stopped("The guest was reset while it shut down", asked.reason());
    }
    return asked.way();
  }

  private Asked askGuest(boolean hearsWhy) throws InterruptedException {
    Sight sight = sight(machine.runState());
    if (sight != Sight.UP) {
      return new Asked(ShutdownWay.ENDED_ALREADY, sight, "");
    }
    // This comes before the watch, during which nobody else can query QEMU.
    Optional<GuestAgent> agent = machine.guest().agent(PATIENCE);
    try (EndWatch watch = new EndWatch(files.qmp(), hearsWhy)) {
      Asked asked = askAgent(agent, watch);
      return asked.sight() == Sight.UP ? pressPowerButton(watch) : asked;
    } finally {
      agent.ifPresent(Shutdown::closeQuietly);
    }
  }

  private Asked askAgent(Optional<GuestAgent> agent, EndWatch watch) throws InterruptedException {
    throwIfInterrupted();
    Sight sight = watch.look().map(Shutdown::sight).orElse(Sight.UP);
    if (sight == Sight.UP && agent.isPresent() && askForShutdown(agent.get())) {
      sight = await(limits.agent(), watch);
    }
    return new Asked(ShutdownWay.GUEST_AGENT, sight, watch.reason());
  }

  private Asked pressPowerButton(EndWatch watch) throws InterruptedException {
    Sight sight = Sight.UP;
    if (send(watch, Monitor::systemPowerdown)) {
      sight = await(limits.powerdown(), watch);
    }
    return new Asked(ShutdownWay.POWER_BUTTON, sight, watch.reason());
  }

  /** Whether QEMU ended on request; if not, it was killed. */
  private boolean quit() throws InterruptedException {
    try (EndWatch watch = new EndWatch(files.qmp(), false)) {
      if (send(watch, Monitor::quit) && machine.awaitExit(limits.quit())) {
        return true;
      }
    }
    machine.kill();
    return false;
  }

  private static boolean askForShutdown(GuestAgent agent) throws InterruptedException {
    try {
      // A worker that died during a snapshot may have left a frozen guest, which cannot shut down.
      agent.thaw();
      agent.shutdown();
      return true;
    } catch (IOException e) {
      throwIfInterrupted();
      return false;
    }
  }

  private static void closeQuietly(GuestAgent agent) {
    try {
      agent.close();
    } catch (IOException e) {
      // The connection is closed all the same.
    }
  }

  private boolean send(EndWatch watch, EndWatch.Order order) throws InterruptedException {
    try {
      watch.send(order);
      return true;
    } catch (IOException e) {
      throwIfInterrupted();
      // QEMU may have ended before it could answer; it closes its sockets shortly before it ends.
      return machine.awaitExit(END);
    }
  }

  /** A worker that stops must leave the machine alone instead of using more forceful ways. */
  private static void throwIfInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /** Waits until the machine has stopped, at most for the limit. */
  private Sight await(Duration limit, EndWatch watch) throws InterruptedException {
    Deadline deadline = Deadline.in(limit);
    while (!hasEnded(watch, deadline.remaining(BEAT))) {
      Sight sight = watch.look().map(Shutdown::sight).orElse(Sight.UP);
      if (sight != Sight.UP || deadline.isOver()) {
        return sight;
      }
      beat.run();
    }
    return Sight.GONE;
  }

  /** Whether QEMU has ended. Waits for that or for the guest's stop, at most for the limit. */
  private boolean hasEnded(EndWatch watch, Duration limit) throws InterruptedException {
    return machine.awaitExit(watch.awaitStop(limit) ? Duration.ZERO : limit);
  }

  private static Sight sight(RunState state) {
    if (state.isPoweredOff()) {
      return Sight.POWERED_OFF;
    }
    return state.isBroken() ? Sight.BROKEN : Sight.UP;
  }
}
