package io.pim.tools.ssh;

import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;

/** Checks the host key of one connection, and keeps the result, which sshj cannot pass on. */
final class PinCheck implements HostKeyVerifier {
  private final HostKeyPin pin;
  private volatile boolean pinned;
  private volatile PublicKey accepted;
  private volatile PublicKey rejected;
  private volatile RuntimeException broken;

  PinCheck(HostKeyPin pin) {
    this.pin = pin;
  }

  @Override
  public boolean verify(String hostname, int port, PublicKey key) {
    try {
      pinned = pin.line().isPresent();
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

  /**
   * The pinned key's type is requested first, so that a server with several keys shows that one.
   */
  @Override
  public List<String> findExistingAlgorithms(String hostname, int port) {
    return pin.type().map(HostKeyAlgorithms::of).orElse(List.of());
  }

  /** Whether the key was pinned before, so that PIM knows the system that has it. */
  boolean isKnown() {
    return pinned && accepted != null;
  }

  /**
   * Pins the key, now that its owner is known. If the installer's key were pinned even for a
   * moment, and PIM were killed then, PIM would refuse the installed system for ever.
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
