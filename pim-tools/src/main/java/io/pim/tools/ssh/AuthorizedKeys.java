package io.pim.tools.ssh;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Adds a build's public key to the login user's {@code ~/.ssh/authorized_keys}. The comment of such
 * a key begins with {@link #MARK}, so that keys of other builds are found as well.
 */
public final class AuthorizedKeys {
  /** The beginning of the comment of every key that PIM puts into a guest. */
  public static final String MARK = "pim-build:";

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /**
   * Completes a last line without a line end before appending; grep -F -x finds an existing line.
   */
  private static final String INSTALL =
      """
      set -e
      umask 077
      IFS= read -r key
      cd
      [ -d .ssh ] || mkdir .ssh
      chmod 700 .ssh
      f=.ssh/authorized_keys
      [ -e "$f" ] || : > "$f"
      chmod 600 "$f"
      if ! grep -q -F -x -e "$key" "$f"; then
        if [ -s "$f" ] && [ -n "$(tail -c 1 "$f")" ]; then echo >> "$f"; fi
        printf '%s\\n' "$key" >> "$f"
      fi
      """;

  private final SshSession session;

  public AuthorizedKeys(SshSession session) {
    this.session = session;
  }

  /** The line for a build's key, as {@link #install} adds it. */
  public static String line(SshKeyPair key, String buildId) {
    return key.publicKeyLine(MARK + buildId);
  }

  /** Adds the line if it is missing. */
  public void install(String line) throws InterruptedException {
    CommandResult result =
        session.run(INSTALL, (line + "\n").getBytes(StandardCharsets.UTF_8), LIMIT);
    if (!result.status().isSuccess()) {
      throw BuildFailure.of(
              FailureKind.LOGIN_FAILED,
              "The user " + session.target().user() + " cannot be given the build's key")
          .where(session.target() + " ~/.ssh/authorized_keys")
          .why(result.status().toString())
          .todo("Check that the user has a writable home folder.")
          .lastLines(result.lastLines().stream().map(OutputLines::printable).toList())
          .build();
    }
  }
}
