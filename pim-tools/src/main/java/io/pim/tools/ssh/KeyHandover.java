package io.pim.tools.ssh;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Hands a guest over from earlier builds to this one: root gives the login user this build's key
 * and removes the keys of all others. A guest that has this build's key alone is not changed.
 */
public final class KeyHandover {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /**
   * Reads three lines: the user, the line for authorized_keys, and the mark of PIM's keys. Uses
   * builtins where it can, because each process costs an emulated guest a fiftieth of a second. The
   * file keeps its inode.
   */
  static final String PROGRAM =
      """
      set -e
      umask 077
      IFS= read -r user
      IFS= read -r key
      IFS= read -r mark
      home=
      while IFS=: read -r name password uid gid comment folder shell; do
        if [ "$name" = "$user" ]; then home=$folder; break; fi
      done < /etc/passwd
      [ -n "$home" ] || { echo "there is no user $user" >&2; exit 1; }
      cd "$home"
      f=.ssh/authorized_keys
      kept= own= others=
      if [ -e "$f" ]; then
        while IFS= read -r line || [ -n "$line" ]; do
          case $line in
            "$key") own=1 ;;
            *"$mark"*) others=1 ;;
            *) kept="$kept$line
      " ;;
          esac
        done < "$f"
      fi
      [ -z "$own" ] || [ -n "$others" ] || exit 0
      [ -d .ssh ] || mkdir .ssh
      printf '%s%s\\n' "$kept" "$key" > "$f"
      chmod 700 .ssh
      chmod 600 "$f"
      chown "$uid:$gid" .ssh "$f"
      """;

  private KeyHandover() {}

  /**
   * Hands the guest over; it then accepts no other build's key.
   *
   * @param user the login's user in the guest
   * @param keyLine the build's key, as {@link AuthorizedKeys#line} makes it
   * @throws BuildFailure LOGIN_FAILED if the user is unknown, or has no home that can be written
   */
  public static void of(RootShell root, String user, String keyLine) throws InterruptedException {
    String input = user + "\n" + keyLine + "\n " + AuthorizedKeys.MARK + "\n";
    CommandResult result = root.run(PROGRAM, input.getBytes(StandardCharsets.UTF_8), LIMIT);
    if (!result.status().isSuccess()) {
      throw BuildFailure.of(
              FailureKind.LOGIN_FAILED,
              "The user " + user + " cannot be given the build's key instead of others")
          .where(root.where() + " ~" + user + "/.ssh/authorized_keys")
          .why(result.status().toString())
          .todo("Check that the user is in /etc/passwd and has a home folder that root can write.")
          .lastLines(result.lastLines().stream().map(OutputLines::printable).toList())
          .build();
    }
  }
}
