package io.pim.tools.qemu;

import io.pim.model.files.RuntimeFiles;
import io.pim.tools.process.Deadline;
import io.pim.tools.qmp.GuestAgent;
import io.pim.tools.qmp.Monitor;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Ends a virtual machine in ever ruder ways until one works. */
final class Shutdown {
  private static final Duration BEAT = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

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

  ShutdownWay run() throws InterruptedException {
    if (!machine.isRunning()) {
      return ShutdownWay.ENDED_ALREADY;
    }
    if (machine.hasGuestEnded()) {
      quit();
      return ShutdownWay.ENDED_ALREADY;
    }
    if (askAgent() && ends(limits.agent())) {
      return ShutdownWay.GUEST_AGENT;
    }
    if (tell(Monitor::systemPowerdown) && ends(limits.powerdown())) {
      return ShutdownWay.POWER_BUTTON;
    }
    return quit() ? ShutdownWay.QUIT : ShutdownWay.KILL;
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
      // It may have ended before it could answer; whether it has is looked at next.
      return !machine.isRunning();
    }
  }

  /** A worker that stops must leave the machine alone, not go on to ruder ways. */
  private static void throwIfInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private boolean ends(Duration limit) throws InterruptedException {
    Deadline deadline = Deadline.in(limit);
    while (!machine.awaitExit(deadline.remaining(BEAT))) {
      if (machine.pulse().filter(Pulse::ended).isPresent()) {
        quit();
        return true;
      }
      if (deadline.isOver()) {
        return false;
      }
      beat.run();
    }
    return true;
  }

  private interface Order {
    void tell(Monitor monitor) throws IOException;
  }
}
