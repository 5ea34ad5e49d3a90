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
import io.pim.tools.ssh.KeyHandover;
import io.pim.tools.ssh.RootShell;
import io.pim.tools.ssh.ShellPorts;
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
 * own key. A login stays open between steps and is renewed only if it is lost.
 */
public final class GuestLogin {
  private static final int LAST_LINES = 15;

  /** How long a guest that is not emulated may take to start a shell on its ports. */
  private static final Duration PORT_PATIENCE = Duration.ofSeconds(5);

  private final BuildMachines machines;
  private final SshConnector connector;
  private final Optional<Path> sshFolder;
  private final OpenLogins logins = new OpenLogins();

  public GuestLogin(BuildMachines machines) {
    this(machines, new SshConnector(ConnectLimits.forLocalGuest()));
  }

  /**
   * Logins for which the keys of the worker's user are tried as well.
   *
   * @param sshFolder the folder of those keys
   */
  public GuestLogin(BuildMachines machines, Path sshFolder) {
    this(machines, new SshConnector(ConnectLimits.forLocalGuest()), Optional.of(sshFolder));
  }

  GuestLogin(BuildMachines machines, SshConnector connector) {
    this(machines, connector, Optional.empty());
  }

  private GuestLogin(BuildMachines machines, SshConnector connector, Optional<Path> sshFolder) {
    this.machines = machines;
    this.connector = connector;
    this.sshFolder = sshFolder;
  }

  /** Prepares for the first login, on the calling thread. */
  public void warmUp() {
    connector.warmUp();
  }

  /** An open root login and its machine. It stays open for the next step. */
  record Guest(VirtualMachine machine, GuestWatch watch, RootShell root, OpenLogins logins)
      implements AutoCloseable {
    @Override
    public void close() {
      logins.keep(machine, root);
    }
  }

  /**
   * Waits for the installed system, installs the build's key, and removes those of other builds.
   */
  StepNote first(StepContext step) throws IOException, InterruptedException {
    OpenBuild build = step.build();
    VirtualMachine machine = machine(build);
    SshKeyPair own = SshKeyPair.at(build.folder().sshKey());
    Path layerKey = build.folder().layerKey();
    try (Guest guest = arrive(step, machine, GuestDoor::openBooting)) {
      // The login proves which boot this is; from now on a reset stops the machine.
      if (!machine.stopAtReset()) {
        step.say("this QEMU cannot stop at a reset: version 6.0 and later can");
      }
      KeyHandover.of(
          guest.root(), build.plan().access().user(), AuthorizedKeys.line(own, build.id().text()));
      Files.deleteIfExists(layerKey);
      String how = "root by " + guest.root().describe();
      step.say("logged in as " + build.plan().access().user() + ", " + how);
      return new StepNote(how);
    }
  }

  /**
   * Logs in to a guest that was started from a warm checkpoint, and sets its clock and random
   * numbers. The login stays open for {@link #first}.
   */
  void awaken(StepContext step, VirtualMachine machine) throws IOException, InterruptedException {
    machine.guest().thaw();
    GuestGreeting greeting = GuestGreeting.listen(step, machine);
    try (Guest guest = arrive(step, machine, GuestDoor::openAwake)) {
      Awakening.of(guest.root());
      greeting.require();
    }
  }

  /** Logs in with every key that may work, because another build may have made the layer. */
  private Guest arrive(StepContext step, VirtualMachine machine, Way way)
      throws IOException, InterruptedException {
    Optional<RootShell> left = leftOpen(machine);
    if (left.isPresent()) {
      return guest(step, machine, left.get());
    }
    OpenBuild build = step.build();
    List<SshKeyPair> keys = new ArrayList<>();
    Path layerKey = build.folder().layerKey();
    if (Files.exists(layerKey)) {
      keys.add(SshKeyPair.at(layerKey));
    }
    keys.add(SshKeyPair.at(build.folder().sshKey()));
    // The keys at authorized_keys_url are often the person's own.
    Credentials credentials = new Credentials(keys, build.contents().password(), sshFolder);
    GuestDoor door = new GuestDoor(step, machine, connector, credentials);
    return prepared(rooted(door, way.through(door)));
  }

  /** Root in the guest without another login. */
  private Optional<RootShell> leftOpen(VirtualMachine machine) throws InterruptedException {
    Optional<RootShell> idle = logins.take(machine);
    Duration patience = PORT_PATIENCE.multipliedBy(machine.facts().accelerator().silence());
    return idle.isPresent()
        ? idle
        : ShellPorts.open(machine, patience, connector.limits().keepAlive());
  }

  /** Saves the next worker, or a retry from a warm checkpoint, a login. */
  static Guest prepared(Guest guest) throws InterruptedException {
    try {
      ShellPorts.prepare(guest.root());
    } catch (BuildFailure e) {
      // It only saves time. If the connection is lost as well, the next command reports that.
    } catch (RuntimeException | InterruptedException e) {
      guest.root().close();
      throw e;
    }
    return guest;
  }

  private Guest guest(StepContext step, VirtualMachine machine, RootShell root) {
    return new Guest(machine, new GuestWatch(step.build(), Phase.GUEST, machine), root, logins);
  }

  /**
   * Takes the login that the step before left open, or the root shell of the machine's ports, or
   * logs in with the build's key. If a script has removed the key, the guest's agent restores it.
   *
   * @throws BuildFailure VM_LOST if the machine has ended or the guest has crashed; GUEST_RESTARTED
   *     if it has restarted itself; VM_HUNG if it shows no sign of life; GUEST_HUNG if it lives but
   *     does not answer over SSH; LOGIN_FAILED, with the last script, if it refuses the login
   */
  Guest open(StepContext step) throws IOException, InterruptedException {
    return open(step, GuestDoor::openAgain, GuestLogin::prepared);
  }

  /**
   * As {@link #open(StepContext)}, but does not restore keys, because finalize removes them.
   *
   * @param patience the limit for a guest that lives but does not answer
   */
  Guest openFinalized(StepContext step, Duration patience)
      throws IOException, InterruptedException {
    return open(step, door -> door.openWithoutRepair(patience), guest -> guest);
  }

  /**
   * Logs in to a system that boots, or that goes down before it boots again.
   *
   * @throws BuildFailure as {@link #open(StepContext)}
   */
  Guest openRebooting(StepContext step, VirtualMachine machine)
      throws IOException, InterruptedException {
    logins.forget(machine);
    OpenBuild build = step.build();
    Credentials credentials =
        Credentials.of(SshKeyPair.at(build.folder().sshKey()), build.contents().password());
    GuestDoor door = new GuestDoor(step, machine, connector, credentials);
    return rooted(door, door.openBooting());
  }

  private interface Way {
    SshSession through(GuestDoor door) throws IOException, InterruptedException;
  }

  private interface Finish {
    Guest of(Guest guest) throws InterruptedException;
  }

  private Guest open(StepContext step, Way way, Finish finish)
      throws IOException, InterruptedException {
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
    // Repeated, because this QEMU may be new, or an older PIM may have started it.
    machine.stopAtReset();
    // A worker that was killed during a freeze left a guest in which nobody can log in.
    GuestFreeze.letGoOn(machine);
    Optional<RootShell> left = leftOpen(machine);
    if (left.isPresent()) {
      return guest(step, machine, left.get());
    }
    Credentials credentials =
        Credentials.of(SshKeyPair.at(build.folder().sshKey()), build.contents().password());
    GuestDoor door = new GuestDoor(step, machine, connector, credentials);
    return finish.of(rooted(door, way.through(door)));
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

  /**
   * The build's machine.
   *
   * @throws BuildFailure VM_LOST if it does not run
   */
  VirtualMachine machine(OpenBuild build) throws InterruptedException {
    return machines
        .join(Phase.GUEST.of(build))
        .orElseThrow(
            () ->
                BuildFailure.of(FailureKind.VM_LOST, "The virtual machine no longer runs.")
                    .where(Phase.GUEST.of(build).log())
                    .todo("Nothing: PIM boots the newest layer again.")
                    .lastLines(build.log().lastLines(Phase.GUEST.of(build).log(), LAST_LINES))
                    .build());
  }
}
