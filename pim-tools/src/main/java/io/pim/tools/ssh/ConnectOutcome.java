package io.pim.tools.ssh;

import java.util.List;

/** The result of one attempt to log in. */
public sealed interface ConnectOutcome {

  /** The login succeeded. */
  record Connected(SshSession session) implements ConnectOutcome {}

  /**
   * The login succeeded, but the system is not the installed one but, for example, the installer.
   * The session is closed.
   */
  record WrongSystem(String why) implements ConnectOutcome {}

  /** Nothing listens, or no SSH server answers yet. A later attempt may succeed. */
  record NotReady(String why) implements ConnectOutcome {}

  /**
   * A server answers, but refuses the login.
   *
   * @param tried the methods that were refused
   * @param offered the methods that the server offers
   */
  record Refused(SshTarget target, List<String> tried, List<String> offered)
      implements ConnectOutcome {
    public Refused {
      tried = List.copyOf(tried);
      offered = List.copyOf(offered);
    }

    /** The refusal as text for messages. */
    public String describe() {
      return "login refused for "
          + target.user()
          + " (tried: "
          + String.join(", ", tried)
          + "; the server offers: "
          + String.join(", ", offered)
          + ")";
    }
  }
}
