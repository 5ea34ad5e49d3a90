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
import io.pim.tools.ssh.Credentials;
import io.pim.tools.ssh.GuestSsh;
import io.pim.tools.ssh.LoginRule;
import io.pim.tools.ssh.SshConnector;
import io.pim.tools.ssh.SshKeyPair;
import io.pim.tools.ssh.SshSession;
import io.pim.tools.ssh.SshWait;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One step's access to a machine's SSH server: waits for it, logs in, restores a lost key, and
 * explains a login that fails.
 */
final class GuestDoor {
  private static final int LAST_LINES = 15;

  /**
   * A guest that was started from a warm checkpoint answers at once, unless its host is very busy.
   */
  private static final Duration AWAKE = Duration.ofSeconds(30);

  private static final Duration AWAKE_POLL = Duration.ofMillis(100);

  /** A guest that answered before answers again soon, unless it hangs or is very busy. */
  private static final Duration AGAIN = Duration.ofSeconds(60);

  /** A guest at rest accepts PIM as before, unless a script has prevented that. */
  private static final SshWait.Patience AT_REST =
      new SshWait.Patience(Duration.ofSeconds(5), Duration.ofSeconds(20));

  /** A script may stop the network for a while; but only a running server can refuse a key. */
  private static final SshWait.Patience UNDER_WORK =
      new SshWait.Patience(Duration.ofSeconds(30), Duration.ofDays(1));

  /** A booting system has no server, or refuses its users, for a while. */
  private static final SshWait.Patience BOOTING =
      new SshWait.Patience(Duration.ofSeconds(60), Duration.ofSeconds(90));

  private final StepContext step;
  private final VirtualMachine machine;
  private final GuestWatch watch;
  private final GuestSsh ssh;
  private final Credentials credentials;
  private final SuspectScript suspect;

  GuestDoor(
      StepContext step, VirtualMachine machine, SshConnector connector, Credentials credentials)
      throws IOException, InterruptedException {
    this.step = step;
    this.machine = machine;
    this.watch = new GuestWatch(step.build(), Phase.GUEST, machine);
    this.ssh = new GuestSsh(connector, machine, Phase.GUEST.of(step.build()).hostKey());
    this.credentials = credentials;
    this.suspect = SuspectScript.of(step, machine);
  }

  VirtualMachine machine() {
    return machine;
  }

  Optional<String> password() {
    return credentials.password();
  }

  GuestWatch watch() {
    return watch;
  }

  /**
   * Waits for a booting system. If no script has run yet, PIM may never have logged in to it, so
   * PIM waits until the limit, whatever the answer.
   */
  SshSession openBooting() throws IOException, InterruptedException {
    Duration limit =
        BuildMachines.scaled(step.build().plan().access().timeout(), machine.facts().accelerator());
    if (suspect.name().isEmpty()) {
      return await(limit, SshWait.Patience.UNTIL_THE_LIMIT);
    }
    SshWait.Patience patience = BOOTING.times(machine.facts().accelerator().silence());
    return withRepair(() -> await(limit, patience));
  }

  /** Logs in to a guest that was started from a warm checkpoint. */
  SshSession openAwake() throws InterruptedException {
    int factor = machine.facts().accelerator().silence();
    return await(AWAKE.multipliedBy(factor), AWAKE_POLL, AT_REST.times(factor));
  }

  /** Logs in to a guest that accepted PIM before, and waits as long as a guest may be silent. */
  SshSession openAgain() throws IOException, InterruptedException {
    SshWait.Patience patience = suspect.runs() ? UNDER_WORK : AT_REST;
    return withRepair(() -> again(watch.limit(), patience));
  }

  /** As {@link #openAgain()}, but does not restore missing keys. */
  SshSession openWithoutRepair(Duration limit) throws InterruptedException {
    return again(limit, AT_REST);
  }

  private interface Login {
    SshSession open() throws InterruptedException;
  }

  /** If the guest refuses the login, asks its agent to restore the key, and tries once more. */
  private SshSession withRepair(Login login) throws IOException, InterruptedException {
    try {
      return login.open();
    } catch (BuildFailure e) {
      if (e.report().kind() != FailureKind.LOGIN_FAILED || !restoreKey()) {
        throw blamed(e);
      }
    }
    step.say("the login was lost after " + suspect + "; the guest's agent has put the key back");
    try {
      return login.open();
    } catch (BuildFailure e) {
      throw blamed(e);
    }
  }

  /**
   * Restores the build's key through the agent, and forgets the host key, which may have changed.
   * The agent's channel belongs to the machine itself, so it needs no pinned key.
   */
  private boolean restoreKey() throws IOException, InterruptedException {
    OpenBuild build = step.build();
    SshKeyPair own = SshKeyPair.at(build.folder().sshKey());
    String line = AuthorizedKeys.line(own, build.id().text());
    if (!LoginRepair.of(machine, build.plan().access().user(), line)) {
      return false;
    }
    ssh.forgetHostKey();
    return true;
  }

  /** Adds the script that most likely caused a failure. */
  BuildFailure blamed(BuildFailure e) {
    return suspect.blamed(e);
  }

  private SshSession again(Duration patience, SshWait.Patience answers)
      throws InterruptedException {
    Duration usual = BuildMachines.scaled(AGAIN, machine.facts().accelerator());
    Duration limit = usual.compareTo(patience) < 0 ? usual : patience;
    Deadline end = Deadline.in(patience);
    while (true) {
      try {
        return await(limit, answers);
      } catch (BuildFailure e) {
        if (e.report().kind() != FailureKind.GUEST_HUNG) {
          throw e;
        }
        // If both limits are equal, this one is reported.
        watch.requireAlive();
        if (end.isOver()) {
          throw unreachable(e);
        }
        step.say("the guest does not answer over SSH. " + watch.lastSign());
      }
    }
  }

  /**
   * The failure when a script damaged the network or the SSH server. A person must act, because the
   * script would do it again.
   */
  private BuildFailure unreachable(BuildFailure cause) {
    return BuildFailure.of(
            FailureKind.GUEST_HUNG, "The guest lives, but no longer answers over SSH.")
        .where(Phase.GUEST.of(step.build()).console())
        .why(cause.report().why() + ". " + watch.lastSign())
        .todo("Check whether a script takes down the network or the SSH server, and fix it.")
        .lastLines(cause.report().lastLines())
        .causedBy(cause)
        .build();
  }

  private SshSession await(Duration limit, SshWait.Patience answers) throws InterruptedException {
    return await(limit, step.build().plan().access().pollInterval(), answers);
  }

  private SshSession await(Duration limit, Duration pollInterval, SshWait.Patience answers)
      throws InterruptedException {
    GuestAccess access = step.build().plan().access();
    LoginRule rule =
        LoginRule.within(limit, pollInterval, this::consoleTail)
            .withPatience(answers)
            .reportingTo(
                line -> {
                  step.progress().line(line);
                  watch.requireAlive();
                })
            .onAnswer(watch::heard);
    return ssh.await(access.user(), credentials, rule);
  }

  private List<String> consoleTail() {
    OpenBuild build = step.build();
    return build.log().lastLines(Phase.GUEST.of(build).console(), LAST_LINES);
  }
}
