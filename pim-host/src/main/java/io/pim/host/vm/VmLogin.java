package io.pim.host.vm;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.VmFolder;
import io.pim.tools.process.Deadline;
import io.pim.tools.qemu.Accelerator;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.qmp.GuestInterface;
import io.pim.tools.ssh.CommandResult;
import io.pim.tools.ssh.Credentials;
import io.pim.tools.ssh.GuestSsh;
import io.pim.tools.ssh.LoginRule;
import io.pim.tools.ssh.SshKeyPair;
import io.pim.tools.ssh.SshSession;
import io.pim.tools.ssh.SshTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Waits until a machine's guest accepts the machine's own key, and cloud-init has finished. */
public final class VmLogin {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final int LAST_LINES = 15;

  /** cloud-init's exit status is not just success or failure: 2 is "done, with complaints". */
  private static final String CLOUD_INIT =
      "if command -v cloud-init >/dev/null 2>&1; then cloud-init status --wait; else echo none; fi";

  private final VmStore store;

  public VmLogin(VmStore store) {
    this.store = store;
  }

  /**
   * Waits for the guest.
   *
   * @param user the login user for the machine's key
   * @param progress receives a line from time to time
   * @return cloud-init's own status, such as {@code status: done}
   * @throws BuildFailure VM_LOST, LOGIN_FAILED or GUEST_HUNG
   */
  public String await(
      VmRecord record, VirtualMachine machine, String user, Consumer<String> progress)
      throws IOException, InterruptedException {
    Duration limit = limit(machine.facts().accelerator());
    try (SshSession session = login(record, machine, user, limit, progress)) {
      progress.accept("waiting for cloud-init");
      CommandResult result = session.run(CLOUD_INIT, new byte[0], limit);
      return result.stdout().lines().reduce((first, last) -> last).orElse("").strip();
    } catch (BuildFailure e) {
      throw VmFailures.of(e, record.name());
    }
  }

  /** Pins the guest's host key, unless it is pinned already, so that {@code ssh} can require it. */
  public void ensurePinned(VmRecord record, VirtualMachine machine, Consumer<String> progress)
      throws IOException, InterruptedException {
    if (Files.exists(store.folder(record.name()).hostKey())) {
      return;
    }
    Duration limit = limit(machine.facts().accelerator());
    try (SshSession session = login(record, machine, record.user(), limit, progress)) {
      progress.accept("pinned the host key of " + session.target());
    } catch (BuildFailure e) {
      throw VmFailures.of(e, record.name());
    }
  }

  /** The address of the guest's SSH server as seen from this host. */
  public SshTarget target(VmRecord record, VirtualMachine machine, String user)
      throws InterruptedException {
    if (record.network().forwardsPorts()) {
      return GuestSsh.forwarded(machine, user);
    }
    return new SshTarget(
        ownAddress(record, machine)
            .orElseThrow(
                () ->
                    BuildFailure.of(FailureKind.GUEST_HUNG, "the guest's address is not known yet")
                        .where(record.name())
                        .why("on " + record.network() + " only its guest agent knows it")
                        .todo("wait until it has booted; pim vm ip " + record.name() + " shows it")
                        .build()),
        22,
        user);
  }

  private SshSession login(
      VmRecord record,
      VirtualMachine machine,
      String user,
      Duration limit,
      Consumer<String> progress)
      throws IOException, InterruptedException {
    VmFolder folder = store.folder(record.name());
    if (!record.network().forwardsPorts()) {
      awaitAddress(record, machine, limit);
    }
    return new GuestSsh(machine, folder.hostKey())
        .await(
            target(record, machine, user),
            Credentials.of(SshKeyPair.at(folder.sshKey())),
            LoginRule.within(limit, POLL, () -> tail(folder.console())).reportingTo(progress));
  }

  /** Waits for the guest's address, which on a bridge only the guest itself knows. */
  private static void awaitAddress(VmRecord record, VirtualMachine machine, Duration limit)
      throws InterruptedException {
    Deadline deadline = Deadline.in(limit);
    while (ownAddress(record, machine).isEmpty() && !deadline.isOver()) {
      if (machine.awaitExit(deadline.remaining(LOOK))) {
        throw machine.lost();
      }
    }
  }

  /**
   * The address of the network card that PIM added, because the guest may have other interfaces.
   */
  private static Optional<String> ownAddress(VmRecord record, VirtualMachine machine)
      throws InterruptedException {
    try {
      return GuestAnswers.interfaces(machine).stream()
          .filter(one -> record.network().isMac(one.hardwareAddress()))
          .map(GuestInterface::addresses)
          .flatMap(List::stream)
          .filter(address -> !address.contains(":"))
          .findFirst();
    } catch (BuildFailure e) {
      // No agent answers yet.
      return Optional.empty();
    }
  }

  private static Duration limit(Accelerator accelerator) {
    return LIMIT.multipliedBy(accelerator == Accelerator.TCG ? 3 : 1);
  }

  private static List<String> tail(Path console) {
    try {
      return VmConsole.history(console, LAST_LINES);
    } catch (IOException e) {
      return List.of();
    }
  }
}
