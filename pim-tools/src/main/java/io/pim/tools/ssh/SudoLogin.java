package io.pim.tools.ssh;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A login over SSH that becomes root: because it is root's, or with sudo. */
final class SudoLogin implements RootAccess {
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

  private SudoLogin(SshSession session, String prefix, Optional<String> password) {
    this.session = session;
    this.prefix = prefix;
    this.password = password;
  }

  static SudoLogin direct(SshSession session) {
    return new SudoLogin(session, SshSession.PLAIN, Optional.empty());
  }

  static SudoLogin withoutPassword(SshSession session) {
    return new SudoLogin(session, SUDO, Optional.empty());
  }

  static SudoLogin withPassword(SshSession session, String password) {
    return new SudoLogin(session, SUDO_WITH_PASSWORD, Optional.of(password));
  }

  @Override
  public HeldShell hold() throws InterruptedException {
    String start = (password.isPresent() ? SKIP_TO_MARK : "") + SHELL;
    return session.hold(prefix + ShellWord.quote(start), passwordLines());
  }

  /** The password goes to standard input, because every user of the guest can read arguments. */
  private byte[] passwordLines() {
    return password
        .map(p -> (p + "\n" + MARK + "\n").getBytes(StandardCharsets.UTF_8))
        .orElse(new byte[0]);
  }

  @Override
  public boolean isOpen() {
    return session.isOpen();
  }

  @Override
  public String where() {
    return session.target().toString();
  }

  @Override
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
  String byHand() {
    return switch (prefix) {
      case SshSession.PLAIN -> "";
      case SUDO -> "sudo -i";
      default -> "sudo -i, with the password of " + session.target().user();
    };
  }

  @Override
  public void close() {
    session.close();
  }
}
