package io.pim.tools.ssh;

import java.util.List;

/** The signature algorithms for a type of host key. */
final class HostKeyAlgorithms {
  private HostKeyAlgorithms() {}

  static List<String> of(String keyType) {
    return keyType.equals("ssh-rsa")
        ? List.of("rsa-sha2-512", "rsa-sha2-256", keyType)
        : List.of(keyType);
  }
}
