package io.pim.activities.ssh;

import java.util.Optional;

/** What proves who logs in, tried in this order: the key, the password. Never shown. */
public record Credentials(Optional<SshKeyPair> key, Optional<String> password) {

  public static Credentials of(SshKeyPair key) {
    return new Credentials(Optional.of(key), Optional.empty());
  }

  public static Credentials of(SshKeyPair key, Optional<String> password) {
    return new Credentials(Optional.of(key), password);
  }

  public static Credentials ofPassword(String password) {
    return new Credentials(Optional.empty(), Optional.of(password));
  }

  @Override
  public String toString() {
    return "Credentials(key: "
        + (key.isPresent() ? "yes" : "no")
        + ", password: "
        + (password.isPresent() ? "yes" : "no")
        + ")";
  }
}
