package io.pim.tools.ssh;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs commands as root in the guest: by the login itself, or with sudo. Not for use by several
 * threads at once.
 */
public final class RootShell {
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(60);

  /** Separates the password from the command's own input; see {@link #SUDO_WITH_PASSWORD}. */
  private static final String MARK = "pim-input-follows";

  /**
   * Skips everything up to the mark, so that the command never reads the password if sudo does not
   * ask for it. The shell's read takes one byte at a time, so nothing after the mark is lost (POSIX
   * XCU read).
   */
  private static final String SKIP_TO_MARK =
      "while IFS= read -r line; do [ \"$line\" = " + MARK + " ] && break; done; line=; ";

  /** {@code -k} ignores a remembered password, so that every login behaves the same. */
  private static final String SUDO_WITH_PASSWORD = "exec sudo -k -S -p '' /bin/sh -c ";

  private static final String SUDO = "exec sudo -k -n /bin/sh -c ";

  /** The root folder, because a folder that is in use cannot be unmounted. */
  private static final String SHELL = "cd /; exec /bin/sh";

  private final SshSession session;
  private final String prefix;
  private final Optional<String> password;
  private Optional<HeldShell> held = Optional.empty();

  private RootShell(SshSession session, String prefix, Optional<String> password) {
    this.session = session;
    this.prefix = prefix;
    this.password = password;
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
    List<RootShell> ways = new ArrayList<>();
    ways.add(new RootShell(session, SUDO, Optional.empty()));
    password
        .filter(p -> !p.isEmpty() && p.indexOf('\n') < 0)
        .ifPresent(p -> ways.add(new RootShell(session, SUDO_WITH_PASSWORD, Optional.of(p))));
    // Each attempt takes an emulated guest a third of a second, so the likely one comes first.
    boolean isRoot = session.target().user().equals("root");
    ways.add(isRoot ? 0 : ways.size(), new RootShell(session, SshSession.PLAIN, Optional.empty()));
    for (RootShell way : ways) {
      CommandResult result = way.run("id -u", new byte[0], PROBE_LIMIT);
      if (result.status().isSuccess() && result.stdout().strip().equals("0")) {
        return way;
      }
      way.held.ifPresent(HeldShell::close);
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

  /** The way to root, for logs. */
  public String describe() {
    return switch (prefix) {
      case SshSession.PLAIN -> "the login itself";
      case SUDO -> "sudo without a password";
      default -> "sudo with the password";
    };
  }

  /**
   * The command that a person types to become root in a session of this login; empty when the login
   * is root's.
   */
  public String byHand() {
    return switch (prefix) {
      case SshSession.PLAIN -> "";
      case SUDO -> "sudo -i";
      default -> "sudo -i, with the password of " + session.target().user();
    };
  }

  public SshSession session() {
    return session;
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
      String start = (password.isPresent() ? SKIP_TO_MARK : "") + SHELL;
      held = Optional.of(session.hold(prefix + ShellWord.quote(start), passwordLines()));
    }
    return held.get();
  }

  /** The password goes to standard input, because every user of the guest can read arguments. */
  private byte[] passwordLines() {
    return password
        .map(p -> (p + "\n" + MARK + "\n").getBytes(StandardCharsets.UTF_8))
        .orElse(new byte[0]);
  }
}
