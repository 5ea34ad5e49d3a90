package io.pim.activities.ssh;

import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;

/** Checks the host key of one connection; keeps what went wrong, as sshj cannot carry it. */
final class PinCheck implements HostKeyVerifier {
  private final HostKeyPin pin;
  private volatile PublicKey rejected;
  private volatile RuntimeException broken;

  PinCheck(HostKeyPin pin) {
    this.pin = pin;
  }

  @Override
  public boolean verify(String hostname, int port, PublicKey key) {
    try {
      if (pin.accepts(key)) {
        return true;
      }
      rejected = key;
    } catch (RuntimeException e) {
      broken = e;
    }
    return false;
  }

  /** Asked first for the kind of key that is pinned, a server with several keys shows that one. */
  @Override
  public List<String> findExistingAlgorithms(String hostname, int port) {
    return pin.type()
        .map(t -> t.equals("ssh-rsa") ? List.of("rsa-sha2-512", "rsa-sha2-256", t) : List.of(t))
        .orElse(List.of());
  }

  Optional<PublicKey> rejected() {
    return Optional.ofNullable(rejected);
  }

  Optional<RuntimeException> broken() {
    return Optional.ofNullable(broken);
  }
}
