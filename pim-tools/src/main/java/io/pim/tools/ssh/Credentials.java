package io.pim.tools.ssh;

import java.util.List;
import java.util.Optional;

/** The secrets for a login, tried in this order: the keys, then the password. Never shown. */
public record Credentials(List<SshKeyPair> keys, Optional<String> password) {
  public Credentials {
    keys = List.copyOf(keys);
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
