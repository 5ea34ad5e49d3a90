package io.pim.activities.provision;

import io.pim.activities.build.OpenBuild;
import io.pim.activities.build.StepContext;
import io.pim.activities.machine.BuildMachines;
import io.pim.activities.machine.Phase;
import io.pim.activities.qemu.VirtualMachine;
import io.pim.activities.ssh.AuthorizedKeys;
import io.pim.activities.ssh.ConnectLimits;
import io.pim.activities.ssh.Credentials;
import io.pim.activities.ssh.HostKeyPin;
import io.pim.activities.ssh.RootShell;
import io.pim.activities.ssh.SshConnector;
import io.pim.activities.ssh.SshKeyPair;
import io.pim.activities.ssh.SshSession;
import io.pim.activities.ssh.SshTarget;
import io.pim.activities.ssh.SshWait;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.plan.GuestAccess;
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

  /** A guest that answered before answers again soon, or never. */
  private static final Duration AGAIN = Duration.ofSeconds(60);

  private final BuildMachines machines;
  private final SshConnector connector = new SshConnector(ConnectLimits.forLocalGuest());

  public GuestLogin(BuildMachines machines) {
    this.machines = machines;
  }

  /** An open login as root, and the machine it leads into. */
  public record Guest(VirtualMachine machine, SshSession session, RootShell root)
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
    try (SshSession session = login(step, machine, credentials, limit)) {
      AuthorizedKeys authorized = new AuthorizedKeys(session);
      authorized.removeAllOfPim();
      authorized.install(AuthorizedKeys.line(own, build.id().text()));
      RootShell root = RootShell.find(session, build.contents().password());
      Files.deleteIfExists(layerKey);
      step.say("logged in as " + build.plan().access().user() + ", root by " + root.describe());
      return new StepNote("root by " + root.describe());
    }
  }

  /**
   * Logs in with the build's key.
   *
   * @throws BuildFailure VM_LOST when the machine does not run any more
   */
  Guest open(StepContext step) throws IOException, InterruptedException {
    VirtualMachine machine = machine(step.build());
    // A worker that was killed while it froze the disk left a guest in which nobody can log in.
    machine.thaw();
    Credentials credentials =
        Credentials.of(
            SshKeyPair.at(step.build().folder().sshKey()), step.build().contents().password());
    SshSession session =
        login(
            step, machine, credentials, BuildMachines.scaled(AGAIN, machine.facts().accelerator()));
    try {
      return new Guest(
          machine, session, RootShell.find(session, step.build().contents().password()));
    } catch (RuntimeException | InterruptedException e) {
      session.close();
      throw e;
    }
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
      StepContext step, VirtualMachine machine, Credentials credentials, Duration limit)
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
                step.progress()::line,
                () ->
                    build.log().lastLines(build.folder().console(Phase.GUEST.word()), LAST_LINES)));
  }
}
