package io.pim.tools.ssh;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs commands as root in the guest, over a login or over the machine's own ports. Not for use by
 * several threads at once.
 */
public final class RootShell implements AutoCloseable {
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(60);

  private final RootAccess access;
  private Optional<HeldShell> held = Optional.empty();

  RootShell(RootAccess access) {
    this.access = access;
  }

  /** A way whose first shell is open already. */
  RootShell(RootAccess access, HeldShell first) {
    this(access);
    this.held = Optional.of(first);
  }

  /**
   * Finds a way to become root: sudo without a password, sudo with it, the login itself.
   *
   * @param password the login user's password, for sudo
   * @throws BuildFailure ROOT_REFUSED with all attempts, when no way works
   */
  public static RootShell find(SshSession session, Optional<String> password)
      throws InterruptedException {
    List<String> tried = new ArrayList<>();
    List<SudoLogin> ways = new ArrayList<>();
    ways.add(SudoLogin.withoutPassword(session));
    password
        .filter(p -> !p.isEmpty() && p.indexOf('\n') < 0)
        .ifPresent(p -> ways.add(SudoLogin.withPassword(session, p)));
    // Each attempt takes an emulated guest a third of a second, so the likely one comes first.
    boolean isRoot = session.target().user().equals("root");
    ways.add(isRoot ? 0 : ways.size(), SudoLogin.direct(session));
    for (SudoLogin way : ways) {
      RootShell shell = new RootShell(way);
      CommandResult result = shell.run("id -u", new byte[0], PROBE_LIMIT);
      if (result.status().isSuccess() && result.stdout().strip().equals("0")) {
        return shell;
      }
      shell.held.ifPresent(HeldShell::close);
      tried.add(way.describe() + ": " + lastLine(result));
    }
    throw BuildFailure.of(
            FailureKind.ROOT_REFUSED,
            "The user " + session.target().user() + " cannot become root in the guest")
        .where(session.target())
        .why("tried " + String.join("; ", tried))
        .todo(
            "Install sudo and let the user use it (group sudo, or a NOPASSWD rule from the install"
                + " script; no requiretty), give the profile its password, or set build.ssh.user to"
                + " root.")
        .build();
  }

  /** As {@link #find}, but empty when no way works. */
  public static Optional<RootShell> findIfAny(SshSession session, Optional<String> password)
      throws InterruptedException {
    try {
      return Optional.of(find(session, password));
    } catch (BuildFailure e) {
      if (e.report().kind() == FailureKind.ROOT_REFUSED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static String lastLine(CommandResult result) {
    String id = result.stdout().strip();
    if (result.status().isSuccess()) {
      return "user id " + id;
    }
    String text = String.join(" ", result.lastLines());
    return text.isEmpty() ? result.status().toString() : OutputLines.printable(text);
  }

  /** The kind of access, for logs. */
  public String describe() {
    return access.describe();
  }

  /**
   * The command that a person types to become root in a session of this login; empty when there is
   * no login, or it is root's.
   */
  public String byHand() {
    return access instanceof SudoLogin login ? login.byHand() : "";
  }

  /** The guest, for messages. */
  public String where() {
    return access.where();
  }

  /** Whether commands can be run, as far as this end knows. */
  public boolean isOpen() {
    return access.isOpen();
  }

  /** Runs a short command of {@code /bin/sh} as root and keeps its output. */
  public CommandResult run(String command, byte[] stdin, Duration limit)
      throws InterruptedException {
    BoundedOutput stdout = new BoundedOutput();
    BoundedOutput stderr = new BoundedOutput();
    CommandListener listener = new CommandListener(stdout, stderr, () -> {});
    ExitStatus status = shell().exec(command, stdin, listener, limit);
    return new CommandResult(status, stdout.text(), stderr.text());
  }

  /** As {@link SshSession#exec}, as root and without input. */
  ExitStatus exec(String command, CommandListener listener, Duration limit)
      throws InterruptedException {
    return shell().exec(command, new byte[0], listener, limit);
  }

  /** The shell of the command before, or another one if a script has ended that. */
  private HeldShell shell() throws InterruptedException {
    if (held.filter(HeldShell::isOpen).isEmpty()) {
      held.ifPresent(HeldShell::close);
      held = Optional.of(access.hold());
    }
    return held.get();
  }

  /** Closes the access; commands that were started detached continue. */
  @Override
  public void close() {
    held.ifPresent(HeldShell::close);
    access.close();
  }
}
