package io.pim.tools.ssh;

import java.util.List;

/** How an attempt to log in ended. */
public sealed interface ConnectOutcome {

  /** Logged in. */
  record Connected(SshSession session) implements ConnectOutcome {}

  /** Logged in, and out again: it is not the installed system, but the installer, say. */
  record WrongSystem(String why) implements ConnectOutcome {}

  /** Nobody listens, or no SSH server talks yet: worth another try. */
  record NotReady(String why) implements ConnectOutcome {}

  /**
   * A server answers and does not let the user in.
   *
   * @param tried the methods that were refused
   * @param offered the methods the server says it takes
   */
  record Refused(SshTarget target, List<String> tried, List<String> offered)
      implements ConnectOutcome {
    public Refused {
      tried = List.copyOf(tried);
      offered = List.copyOf(offered);
    }

    /** For people. */
    public String describe() {
      return "login refused for "
          + target.user()
          + " (tried: "
          + String.join(", ", tried)
          + "; the server takes: "
          + String.join(", ", offered)
          + ")";
    }
  }
}
