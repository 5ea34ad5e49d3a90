package io.pim.activities.provision;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.StepContext;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.GuestWatch;
import io.pim.host.machine.Phase;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.plan.GuestAccess;
import io.pim.tools.process.Deadline;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.ssh.AuthorizedKeys;
import io.pim.tools.ssh.ConnectLimits;
import io.pim.tools.ssh.Credentials;
import io.pim.tools.ssh.HostKeyPin;
import io.pim.tools.ssh.RootShell;
import io.pim.tools.ssh.SshConnector;
import io.pim.tools.ssh.SshKeyPair;
import io.pim.tools.ssh.SshSession;
import io.pim.tools.ssh.SshTarget;
import io.pim.tools.ssh.SshWait;
import io.pim.workflows.activity.StepNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Gets into the guest: with whatever opens it the first time, with the build's own key after. */
public final class GuestLogin {
  private static final int LAST_LINES = 15;

  /** A guest that answered before answers again soon, unless it hangs or has much to do. */
  private static final Duration AGAIN = Duration.ofSeconds(60);

  private final BuildMachines machines;
  private final SshConnector connector;

  public GuestLogin(BuildMachines machines) {
    this(machines, new SshConnector(ConnectLimits.forLocalGuest()));
  }

  GuestLogin(BuildMachines machines, SshConnector connector) {
    this.machines = machines;
    this.connector = connector;
  }

  /** An open login as root, and the machine it leads into. */
  public record Guest(VirtualMachine machine, GuestWatch watch, SshSession session, RootShell root)
      implements AutoCloseable {
    @Override
    public void close() {
      session.close();
    }
  }

  /** Waits for the installed system and leaves the build's key there, and no other build's. */
  StepNote first(StepContext step) throws IOException, InterruptedException {
    OpenBuild build = step.build();
    VirtualMachine machine = machine(build);
    SshKeyPair own = SshKeyPair.at(build.folder().sshKey());
    List<SshKeyPair> keys = new ArrayList<>(List.of(own));
    Path layerKey = build.folder().layerKey();
    if (Files.exists(layerKey)) {
      keys.add(SshKeyPair.at(layerKey));
    }
    Duration limit =
        BuildMachines.scaled(build.plan().access().timeout(), machine.facts().accelerator());
    Credentials credentials = new Credentials(keys, build.contents().password());
    GuestWatch watch = new GuestWatch(build, Phase.GUEST, machine);
    try (SshSession session = login(step, machine, watch, credentials, limit)) {
      AuthorizedKeys authorized = new AuthorizedKeys(session);
      authorized.removeAllOfPim();
      authorized.install(AuthorizedKeys.line(own, build.id().text()));
      RootShell root = RootShell.find(session, build.contents().password());
      Files.deleteIfExists(layerKey);
      step.say("logged in as " + build.plan().access().user() + ", root by " + root.describe());
      return new StepNote("root by " + root.describe());
    }
  }

  /** Logs in with the build's key, and waits as long as a guest may be silent. */
  Guest open(StepContext step) throws IOException, InterruptedException {
    VirtualMachine machine = machine(step.build());
    return open(step, new GuestWatch(step.build(), Phase.GUEST, machine).limit());
  }

  /**
   * Logs in with the build's key.
   *
   * @param patience how long a guest that lives is waited for, when it does not answer
   * @throws BuildFailure VM_LOST when the machine does not run any more; VM_HUNG when the guest
   *     shows no sign of life; GUEST_HUNG when it lives, but SSH is out of reach
   */
  Guest open(StepContext step, Duration patience) throws IOException, InterruptedException {
    VirtualMachine machine = machine(step.build());
    // A worker that was killed while it froze the disk left a guest in which nobody can log in.
    machine.thaw();
    Credentials credentials =
        Credentials.of(
            SshKeyPair.at(step.build().folder().sshKey()), step.build().contents().password());
    GuestWatch watch = new GuestWatch(step.build(), Phase.GUEST, machine);
    SshSession session = again(step, machine, watch, credentials, patience);
    try {
      return new Guest(
          machine, watch, session, RootShell.find(session, step.build().contents().password()));
    } catch (RuntimeException | InterruptedException e) {
      session.close();
      throw e;
    }
  }

  private SshSession again(
      StepContext step,
      VirtualMachine machine,
      GuestWatch watch,
      Credentials credentials,
      Duration patience)
      throws InterruptedException {
    Duration usual = BuildMachines.scaled(AGAIN, machine.facts().accelerator());
    Duration limit = usual.compareTo(patience) < 0 ? usual : patience;
    Deadline end = Deadline.in(patience);
    while (true) {
      try {
        return login(step, machine, watch, credentials, limit);
      } catch (BuildFailure e) {
        if (e.report().kind() != FailureKind.GUEST_HUNG) {
          throw e;
        }
        // Where both limits are the same, the one without a sign of life comes first.
        watch.requireAlive();
        if (end.isOver()) {
          throw unreachable(step.build(), watch, e);
        }
        step.say("the guest does not answer over SSH. " + watch.lastSign());
      }
    }
  }

  /** What a script did to the network or the SSH server it would do again: a person's. */
  private static BuildFailure unreachable(OpenBuild build, GuestWatch watch, BuildFailure cause) {
    return BuildFailure.of(
            FailureKind.GUEST_HUNG, "The guest lives, but does not answer over SSH any more.")
        .where(build.folder().console(Phase.GUEST.word()))
        .why(cause.report().why() + ". " + watch.lastSign())
        .todo("See whether a script takes down the network or the SSH server; mend it.")
        .lastLines(cause.report().lastLines())
        .causedBy(cause)
        .build();
  }

  private VirtualMachine machine(OpenBuild build) throws InterruptedException {
    return machines
        .join(build, Phase.GUEST)
        .orElseThrow(
            () ->
                BuildFailure.of(FailureKind.VM_LOST, "The virtual machine does not run any more.")
                    .where(build.folder().qemuLog(Phase.GUEST.word()))
                    .todo("Nothing: PIM boots the newest layer again.")
                    .lastLines(
                        build
                            .log()
                            .lastLines(build.folder().qemuLog(Phase.GUEST.word()), LAST_LINES))
                    .build());
  }

  private SshSession login(
      StepContext step,
      VirtualMachine machine,
      GuestWatch watch,
      Credentials credentials,
      Duration limit)
      throws InterruptedException {
    OpenBuild build = step.build();
    GuestAccess access = build.plan().access();
    CompletableFuture<BuildFailure> ended = machine.onExit().thenApply(exit -> machine.lost());
    return new SshWait(connector, limit, access.pollInterval())
        .await(
            new SshTarget("127.0.0.1", machine.sshPort().orElseThrow(), access.user()),
            credentials,
            new HostKeyPin(build.folder().hostKey(Phase.GUEST.word())),
            new SshWait.Watch(
                ended,
                line -> {
                  step.progress().line(line);
                  watch.requireAlive();
                },
                watch::heard,
                () ->
                    build.log().lastLines(build.folder().console(Phase.GUEST.word()), LAST_LINES)));
  }
}
