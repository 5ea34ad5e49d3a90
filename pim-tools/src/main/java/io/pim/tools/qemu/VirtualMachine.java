package io.pim.tools.qemu;

import io.pim.model.failure.BuildFailure;
import io.pim.model.files.RuntimeFiles;
import io.pim.tools.qmp.BlockStats;
import io.pim.tools.qmp.Monitor;
import io.pim.tools.qmp.RunState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/**
 * A started virtual machine. It outlives this object and this process.
 *
 * <p>Methods that query QEMU throw {@link BuildFailure}: VM_LOST if QEMU has ended, VM_HUNG if it
 * does not answer for a minute, DISK_FULL if it has no room to write, TOOL_FAILED if it refuses.
 * Methods that depend on the run state also throw VM_LOST if the guest has crashed or its disk
 * fails, and DISK_FULL if QEMU has paused it because the host's disk is full.
 */
public final class VirtualMachine {
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final VmFacts facts;
  private final RuntimeFiles files;
  private final MachineFailures failures;
  private final MachineMonitor qemu;

  VirtualMachine(VmFacts facts, RuntimeFiles files) {
    this.facts = facts;
    this.files = files;
    this.failures = new MachineFailures(facts, files);
    this.qemu = new MachineMonitor(facts, files, failures);
  }

  public VmFacts facts() {
    return facts;
  }

  /** The port of 127.0.0.1 that is forwarded to the guest's SSH server, if there is one. */
  public OptionalInt sshPort() {
    return facts.sshPort();
  }

  public boolean isRunning() {
    return facts.process().isAlive();
  }

  /** Completes when QEMU ends; works in any worker, not only in the one that started it. */
  public CompletableFuture<Void> onExit() {
    return facts.process().onExit();
  }

  /**
   * Waits for QEMU to end, as it does when the guest powers off, and then removes its sockets.
   *
   * @return false when it still runs after the limit
   */
  public boolean awaitExit(Duration limit) throws InterruptedException {
    boolean ended = facts.process().awaitExit(limit);
    if (ended) {
      RuntimeFolder.clear(files);
    }
    return ended;
  }

  /** Whether the guest has powered itself off while QEMU stays. */
  public boolean hasPoweredOff() throws InterruptedException {
    return sound(runState()).isPoweredOff();
  }

  /**
   * Fails unless the guest is running, so that its disk can be trusted.
   *
   * @throws BuildFailure VM_LOST also when it is paused or has powered off
   */
  public void requireRunning() throws InterruptedException {
    RunState state = sound(runState());
    if (!state.isRunning()) {
      throw failures.stopped("The guest does not run", state.word());
    }
  }

  /**
   * Makes every reset stop the machine from now on, whether a crashed kernel or a person causes it.
   * A reset loses data that the guest has not written, and a guest that boots again does not show
   * that.
   *
   * @return false if this QEMU is older than 6.0 and cannot do that
   */
  public boolean stopAtReset() throws InterruptedException {
    return qemu.ask("QEMU could not be set to stop at a reset", Monitor::stopAtReset);
  }

  /** Lets a reset boot the guest again, until {@link #stopAtReset()}. */
  public void bootAtReset() throws InterruptedException {
    qemu.ask("QEMU could not be told to go on at a reset", Monitor::bootAtReset);
  }

  /** QEMU's run state, including broken ones. */
  RunState runState() throws InterruptedException {
    return qemu.ask("QEMU did not report its run state", Monitor::queryStatus);
  }

  /**
   * Returns the run state unless it is broken.
   *
   * @throws BuildFailure VM_LOST or DISK_FULL if it is. Do not call it with an open connection.
   */
  RunState sound(RunState state) throws InterruptedException {
    if (state == RunState.IO_ERROR) {
      throw qemu.ask("QEMU did not report the error", Monitor::isOutOfSpace)
          ? failures.outOfSpace()
          : failures.stopped("QEMU could not read or write the guest's disk", state.word());
    }
    if (state.isBroken()) {
      throw failures.stopped("The guest has crashed", state.word());
    }
    return state;
  }

  /** Makes an existing overlay the active file of the system disk; the guest keeps running. */
  public void snapshot(Path overlay) throws InterruptedException {
    Path file = overlay.toAbsolutePath();
    qemu.order(
        "the disk could not be put on an overlay",
        monitor -> monitor.snapshotTo(QemuCommandLine.SYSTEM_DISK, file));
  }

  /** Stops the guest's processors. Until {@link #resume()} nothing writes to its disk. */
  public void pause() throws InterruptedException {
    qemu.order("the guest could not be paused", Monitor::stop);
  }

  /** Continues a paused guest. Does nothing if it is not paused. */
  public void resume() throws InterruptedException {
    qemu.order(
        "the guest could not be resumed",
        monitor -> {
          if (monitor.queryStatus().isWaiting()) {
            monitor.cont();
          }
        });
  }

  /** The version of the running QEMU, which may differ from the installed one. */
  public String version() throws InterruptedException {
    return qemu.ask("QEMU did not report its version", Monitor::queryVersion);
  }

  /** Writes memory and devices of a paused machine into an empty qcow2 file. */
  public void saveMemory(Path file) throws InterruptedException {
    Path absolute = file.toAbsolutePath();
    qemu.order("the memory could not be written", monitor -> monitor.saveMemory(absolute));
  }

  /**
   * Loads a saved memory into a machine that was started paused and has the same arguments.
   *
   * @param scratch an empty qcow2 file, somewhat larger than {@code file}; useless afterwards
   */
  public void loadMemory(Path file, Path scratch) throws InterruptedException {
    Path absolute = file.toAbsolutePath();
    Path over = scratch.toAbsolutePath();
    qemu.order("the memory could not be read", monitor -> monitor.loadMemory(absolute, over));
  }

  /** The file to which QEMU now writes the system disk. */
  public Path activeDisk() throws InterruptedException {
    return qemu.ask(
        "QEMU did not report its active disk",
        monitor -> monitor.activeDisk(QemuCommandLine.SYSTEM_DISK));
  }

  /**
   * Examines the machine. Empty if QEMU has ended or does not accept a query within 5 s, which is
   * not a failure yet. Keeps the thread's interrupt status.
   *
   * @throws BuildFailure if the run state is broken
   */
  public Optional<Pulse> pulse() {
    Optional<Pulse> pulse;
    try (Monitor monitor = Monitor.connect(files.qmp(), LOOK)) {
      pulse = Optional.of(new Pulse(monitor.queryStatus(), monitor.blockStats().operations()));
    } catch (IOException e) {
      // QEMU is ending, stopped or too busy. The next check will show it.
      return Optional.empty();
    }
    try {
      sound(pulse.get().runState());
      return pulse;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Numbers that grow while the guest uses its disk. */
  public BlockStats blockStats() throws InterruptedException {
    return qemu.ask("QEMU did not report its disk's use", Monitor::blockStats);
  }

  /** The machine's channels to processes in its guest. */
  public GuestChannels guest() {
    return new GuestChannels(files);
  }

  /**
   * Makes the guest power itself off. QEMU must have been started with {@code noShutdown}, so that
   * it stays: only then is the disk known to be intact. Record that before QEMU is ended.
   *
   * @param beat called about once a second; an exception from it ends the wait, not the machine
   * @return the way that worked; {@link ShutdownWay#ENDED_ALREADY} if the machine has stopped, but
   *     by its power-off or by a reset is unknown; empty if the guest reacts neither to its agent
   *     nor to the power button
   * @throws BuildFailure VM_LOST if QEMU ends, the run state is broken, or the guest was reset
   */
  public Optional<ShutdownWay> powerOff(ShutdownLimits limits, Runnable beat)
      throws InterruptedException {
    return new Shutdown(this, files, failures, limits, beat).powerOff();
  }

  /**
   * Ends the virtual machine as gently as possible, and removes its sockets. The result does not
   * prove that the disk is intact: if QEMU ends meanwhile, the last request counts as the cause.
   *
   * @param beat called about once a second; an exception from it ends the wait, not the machine
   * @return the way that ended it
   * @throws InterruptedException if the thread is interrupted; the machine then stays as it is
   */
  public ShutdownWay shutDown(ShutdownLimits limits, Runnable beat) throws InterruptedException {
    ShutdownWay way = new Shutdown(this, files, failures, limits, beat).run();
    RuntimeFolder.clear(files);
    return way;
  }

  /** Ends QEMU at once, even on an interrupted thread, and removes its sockets. */
  public void kill() {
    facts.process().kill();
    RuntimeFolder.clear(files);
  }

  /** The failure for a machine that has ended unexpectedly. */
  public BuildFailure lost() {
    return failures.lost();
  }

  /** The visible reason why QEMU does not answer. */
  public String whySilent() {
    return failures.whySilent();
  }
}
