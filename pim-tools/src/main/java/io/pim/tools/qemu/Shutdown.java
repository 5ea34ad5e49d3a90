package io.pim.tools.qemu;

import io.pim.model.files.RuntimeFiles;
import io.pim.tools.process.Deadline;
import io.pim.tools.qmp.GuestAgent;
import io.pim.tools.qmp.Monitor;
import io.pim.tools.qmp.RunState;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Ends a virtual machine in ever ruder ways until one works. */
final class Shutdown {
  private static final Duration BEAT = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration END = Duration.ofSeconds(1);

  private final VirtualMachine machine;
  private final RuntimeFiles files;
  private final ShutdownLimits limits;
  private final Runnable beat;

  Shutdown(VirtualMachine machine, RuntimeFiles files, ShutdownLimits limits, Runnable beat) {
    this.machine = machine;
    this.files = files;
    this.limits = limits;
    this.beat = beat;
  }

  /** How a machine is found. */
  private enum Sight {
    UP,
    POWERED_OFF,
    BROKEN,
    GONE
  }

  /** What the guest was asked last, and what came of it. */
  private record Asked(ShutdownWay way, Sight sight) {}

  /** Ends a machine of whose disk nothing is to be known. */
  ShutdownWay run() throws InterruptedException {
    if (!machine.isRunning()) {
      return ShutdownWay.ENDED_ALREADY;
    }
    Asked asked = askGuest();
    return switch (asked.sight()) {
      case GONE -> asked.way();
      case POWERED_OFF -> {
        quit();
        yield asked.way();
      }
      case UP, BROKEN -> quit() ? ShutdownWay.QUIT : ShutdownWay.KILL;
    };
  }

  /** Sees a guest power off; a QEMU that has gone was not seen to. */
  Optional<ShutdownWay> powerOff() throws InterruptedException {
    if (!machine.isRunning()) {
      throw machine.lost();
    }
    Asked asked = askGuest();
    return switch (asked.sight()) {
      case POWERED_OFF -> Optional.of(asked.way());
      case UP -> Optional.empty();
      case GONE -> throw machine.lost();
      case BROKEN -> {
        machine.sound(machine.runState());
        // Somebody has set it going again; whatever it does now, its disk has had a crash.
        throw machine.lost();
      }
    };
  }

  private Asked askGuest() throws InterruptedException {
    Sight sight = sight(machine.runState());
    if (sight != Sight.UP) {
      return new Asked(ShutdownWay.ENDED_ALREADY, sight);
    }
    if (askAgent()) {
      sight = await(limits.agent());
      if (sight != Sight.UP) {
        return new Asked(ShutdownWay.GUEST_AGENT, sight);
      }
    }
    if (tell(Monitor::systemPowerdown)) {
      sight = await(limits.powerdown());
    }
    return new Asked(ShutdownWay.POWER_BUTTON, sight);
  }

  /** Whether QEMU ended when told to; else it was killed. */
  private boolean quit() throws InterruptedException {
    if (tell(Monitor::quit) && machine.awaitExit(limits.quit())) {
      return true;
    }
    machine.kill();
    return false;
  }

  private boolean askAgent() throws InterruptedException {
    Optional<GuestAgent> answering = machine.guestAgent(PATIENCE);
    throwIfInterrupted();
    if (answering.isEmpty()) {
      return false;
    }
    try (GuestAgent agent = answering.get()) {
      // A worker that died at a snapshot leaves a frozen guest, which cannot shut down.
      agent.thaw();
      agent.shutdown();
      return true;
    } catch (IOException e) {
      throwIfInterrupted();
      return false;
    }
  }

  private boolean tell(Order order) throws InterruptedException {
    try (Monitor monitor = Monitor.connect(files.qmp(), PATIENCE)) {
      order.tell(monitor);
      return true;
    } catch (IOException e) {
      throwIfInterrupted();
      // It may have ended before it could answer, and closes its sockets a moment before it is
      // gone.
      return machine.awaitExit(END);
    }
  }

  /** A worker that stops must leave the machine alone, not go on to ruder ways. */
  private static void throwIfInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /** Waits until the machine is no longer up, for as long as the limit lets it. */
  private Sight await(Duration limit) throws InterruptedException {
    Deadline deadline = Deadline.in(limit);
    while (!machine.awaitExit(deadline.remaining(BEAT))) {
      Sight sight = machine.glance().map(Shutdown::sight).orElse(Sight.UP);
      if (sight != Sight.UP || deadline.isOver()) {
        return sight;
      }
      beat.run();
    }
    return Sight.GONE;
  }

  private static Sight sight(RunState state) {
    if (state.isPoweredOff()) {
      return Sight.POWERED_OFF;
    }
    return state.isBroken() ? Sight.BROKEN : Sight.UP;
  }

  private interface Order {
    void tell(Monitor monitor) throws IOException;
  }
}
