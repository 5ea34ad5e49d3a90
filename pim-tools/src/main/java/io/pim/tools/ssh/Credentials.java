package io.pim.tools.ssh;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The secrets for a login, tried in this order: the keys, the password, the keys of the person.
 * Never shown.
 *
 * @param ownKeys the folder with the keys of the person for whom PIM works; empty to leave them out
 */
public record Credentials(
    List<SshKeyPair> keys, Optional<String> password, Optional<Path> ownKeys) {
  public Credentials {
    keys = List.copyOf(keys);
  }

  /** Credentials without the keys of the person. */
  public Credentials(List<SshKeyPair> keys, Optional<String> password) {
    this(keys, password, Optional.empty());
  }

  public static Credentials of(SshKeyPair key) {
    return new Credentials(List.of(key), Optional.empty());
  }

  public static Credentials of(SshKeyPair key, Optional<String> password) {
    return new Credentials(List.of(key), password);
  }

  @Override
  public String toString() {
    return "Credentials(keys: "
        + keys.size()
        + ", password: "
        + (password.isPresent() ? "yes" : "no")
        + ")";
  }
}
