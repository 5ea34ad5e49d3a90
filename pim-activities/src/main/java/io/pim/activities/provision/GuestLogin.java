package io.pim.activities.provision;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.StepContext;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.GuestFreeze;
import io.pim.host.machine.GuestWatch;
import io.pim.host.machine.Phase;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.ssh.AuthorizedKeys;
import io.pim.tools.ssh.ConnectLimits;
import io.pim.tools.ssh.Credentials;
import io.pim.tools.ssh.RootShell;
import io.pim.tools.ssh.SshConnector;
import io.pim.tools.ssh.SshKeyPair;
import io.pim.tools.ssh.SshSession;
import io.pim.workflows.activity.StepNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Logs in to the guest: the first time with any available key or password, later with the build's
 * own key. A login stays open from step to step, and is renewed only when it is lost.
 */
public final class GuestLogin {
  private static final int LAST_LINES = 15;

  private final BuildMachines machines;
  private final SshConnector connector;
  private final OpenLogins logins = new OpenLogins();

  public GuestLogin(BuildMachines machines) {
    this(machines, new SshConnector(ConnectLimits.forLocalGuest()));
  }

  GuestLogin(BuildMachines machines, SshConnector connector) {
    this.machines = machines;
    this.connector = connector;
  }

  /** An open root login and its machine; left open for the next step. */
  record Guest(VirtualMachine machine, GuestWatch watch, RootShell root, OpenLogins logins)
      implements AutoCloseable {
    @Override
    public void close() {
      logins.keep(machine, root);
    }
  }

  /** Waits for the installed system and installs the build's key, and no other build's. */
  StepNote first(StepContext step) throws IOException, InterruptedException {
    OpenBuild build = step.build();
    VirtualMachine machine = machine(build);
    SshKeyPair own = SshKeyPair.at(build.folder().sshKey());
    Path layerKey = build.folder().layerKey();
    try (Guest guest = arrive(step, machine, GuestDoor::openBooting)) {
      // What follows goes through this very login, so it is this boot that is kept to.
      if (!machine.stopAtReset()) {
        step.say("this QEMU cannot stop at a reset: version 6.0 and later can");
      }
      AuthorizedKeys authorized = new AuthorizedKeys(guest.root().session());
      authorized.removeAllOfPim();
      authorized.install(AuthorizedKeys.line(own, build.id().text()));
      Files.deleteIfExists(layerKey);
      String how = "root by " + guest.root().describe();
      step.say("logged in as " + build.plan().access().user() + ", " + how);
      return new StepNote(how);
    }
  }

  /**
   * Gets into a guest that goes on from a memory, and makes it right: it has slept, and others may
   * have gone on from the same memory. The login is left open for {@link #first}.
   */
  void awaken(StepContext step, VirtualMachine machine) throws IOException, InterruptedException {
    machine.thaw();
    try (Guest guest = arrive(step, machine, GuestDoor::openAwake)) {
      Awakening.of(guest.root());
    }
  }

  /** With every key that may open a guest which another build may have left. */
  private Guest arrive(StepContext step, VirtualMachine machine, Way way)
      throws IOException, InterruptedException {
    Optional<RootShell> left = logins.take(machine);
    if (left.isPresent()) {
      return guest(step, machine, left.get());
    }
    OpenBuild build = step.build();
    List<SshKeyPair> keys = new ArrayList<>(List.of(SshKeyPair.at(build.folder().sshKey())));
    Path layerKey = build.folder().layerKey();
    if (Files.exists(layerKey)) {
      keys.add(SshKeyPair.at(layerKey));
    }
    Credentials credentials = new Credentials(keys, build.contents().password());
    GuestDoor door = new GuestDoor(step, machine, connector, credentials);
    return rooted(door, way.through(door));
  }

  private Guest guest(StepContext step, VirtualMachine machine, RootShell root) {
    return new Guest(machine, new GuestWatch(step.build(), Phase.GUEST, machine), root, logins);
  }

  /**
   * The login that the step before left open; else a new one with the build's key, which is put
   * back by the guest's agent where a script has removed it.
   *
   * @throws BuildFailure VM_LOST when the machine does not run any more, or the guest has crashed;
   *     GUEST_RESTARTED when it has restarted itself; VM_HUNG when it shows no sign of life;
   *     GUEST_HUNG when it lives, but SSH is out of reach; LOGIN_FAILED, with the script that ran
   *     last, when it lets nobody in any more
   */
  Guest open(StepContext step) throws IOException, InterruptedException {
    return open(step, GuestDoor::openAgain);
  }

  /**
   * As {@link #open(StepContext)}, for a guest that is being finalized: keys that are gone stay so.
   *
   * @param patience how long a guest that lives is waited for, when it does not answer
   */
  Guest openFinalized(StepContext step, Duration patience)
      throws IOException, InterruptedException {
    return open(step, door -> door.openUnmended(patience));
  }

  private interface Way {
    SshSession through(GuestDoor door) throws IOException, InterruptedException;
  }

  private Guest open(StepContext step, Way way) throws IOException, InterruptedException {
    OpenBuild build = step.build();
    VirtualMachine machine = machine(build);
    GuestWatch watch = new GuestWatch(build, Phase.GUEST, machine);
    try {
      watch.requireAlive();
    } catch (BuildFailure e) {
      throw e.report().kind() == FailureKind.GUEST_RESTARTED
          ? SuspectScript.of(step, machine).blamed(e)
          : e;
    }
    // Again: a QEMU that was started in between, or by an older PIM, was not told.
    machine.stopAtReset();
    // A worker that was killed while it froze the disk left a guest in which nobody can log in.
    GuestFreeze.letGoOn(machine);
    Optional<RootShell> left = logins.take(machine);
    if (left.isPresent()) {
      return guest(step, machine, left.get());
    }
    Credentials credentials =
        Credentials.of(SshKeyPair.at(build.folder().sshKey()), build.contents().password());
    GuestDoor door = new GuestDoor(step, machine, connector, credentials);
    return rooted(door, way.through(door));
  }

  private Guest rooted(GuestDoor door, SshSession session) throws InterruptedException {
    Optional<String> password = door.password();
    try {
      return new Guest(door.machine(), door.watch(), RootShell.find(session, password), logins);
    } catch (BuildFailure e) {
      session.close();
      throw door.blamed(e);
    } catch (RuntimeException | InterruptedException e) {
      session.close();
      throw e;
    }
  }

  private VirtualMachine machine(OpenBuild build) throws InterruptedException {
    return machines
        .join(Phase.GUEST.of(build))
        .orElseThrow(
            () ->
                BuildFailure.of(FailureKind.VM_LOST, "The virtual machine does not run any more.")
                    .where(Phase.GUEST.of(build).log())
                    .todo("Nothing: PIM boots the newest layer again.")
                    .lastLines(build.log().lastLines(Phase.GUEST.of(build).log(), LAST_LINES))
                    .build());
  }
}
