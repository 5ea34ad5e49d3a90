package io.pim.tools.ssh;

import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;

/** Checks the host key of one connection; keeps what sshj cannot carry. */
final class PinCheck implements HostKeyVerifier {
  private final HostKeyPin pin;
  private volatile PublicKey accepted;
  private volatile PublicKey rejected;
  private volatile RuntimeException broken;

  PinCheck(HostKeyPin pin) {
    this.pin = pin;
  }

  @Override
  public boolean verify(String hostname, int port, PublicKey key) {
    try {
      if (pin.accepts(key)) {
        accepted = key;
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

  /**
   * Pins the key. Only now, when it is known whose it is: were the installer's key pinned, even for
   * a moment, a PIM that is killed in it would take the installed system for another one for ever.
   */
  void confirm() {
    pin.pin(accepted);
  }

  Optional<PublicKey> rejected() {
    return Optional.ofNullable(rejected);
  }

  Optional<RuntimeException> broken() {
    return Optional.ofNullable(broken);
  }
}
