package io.pim.tools.qemu;

import io.pim.model.files.RuntimeFiles;
import io.pim.tools.qmp.GuestAgent;
import io.pim.tools.qmp.Monitor;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A machine's channels to processes in its guest: the agent, and the ports of a root shell. */
public final class GuestChannels {
  private static final Duration AGENT_PATIENCE = Duration.ofSeconds(5);
  private static final Duration AGENT_LIMIT = Duration.ofSeconds(60);

  private final RuntimeFiles files;

  GuestChannels(RuntimeFiles files) {
    this.files = files;
  }

  /**
   * The agent in the guest, if one answers within {@code patience}; close it soon. Returns at once
   * if no agent has opened its channel.
   */
  public Optional<GuestAgent> agent(Duration patience) {
    return isOpenInGuest(QemuCommandLine.AGENT_CHANNEL)
        ? GuestAgent.connect(files.guestAgent(), patience, AGENT_LIMIT)
        : Optional.empty();
  }

  /** Whether a process in the guest waits for a caller on {@link #shellPorts()}. */
  public boolean hasShellKeeper() {
    return isOpenInGuest(QemuCommandLine.SHELL_CALLS);
  }

  /** The sockets of the ports to the guest's root shell, among the machine's files. */
  public RuntimeFiles shellPorts() {
    return files;
  }

  /**
   * Freezes the guest's file systems if its agent can. Always call {@link #thaw()} afterwards.
   *
   * @return whether they are frozen
   */
  public boolean freeze() throws InterruptedException {
    return ask(GuestAgent::freeze);
  }

  /** Thaws all frozen file systems; returns whether an agent did so. */
  public boolean thaw() throws InterruptedException {
    return ask(GuestAgent::thaw);
  }

  private boolean isOpenInGuest(String channel) {
    try (Monitor monitor = Monitor.connect(files.qmp(), MachineMonitor.CONNECT)) {
      return monitor.isOpenInGuest(channel);
    } catch (IOException e) {
      // If the monitor does not answer, the process in the guest will not answer either.
      return false;
    }
  }

  private boolean ask(AgentCommand command) throws InterruptedException {
    Optional<GuestAgent> answering = agent(AGENT_PATIENCE);
    MachineMonitor.throwIfInterrupted();
    if (answering.isEmpty()) {
      return false;
    }
    try (GuestAgent agent = answering.get()) {
      command.send(agent);
      return true;
    } catch (IOException e) {
      MachineMonitor.throwIfInterrupted();
      return false;
    }
  }

  private interface AgentCommand {
    int send(GuestAgent agent) throws IOException;
  }
}
