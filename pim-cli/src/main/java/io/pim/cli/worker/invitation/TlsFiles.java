package io.pim.cli.worker.invitation;

import java.util.Optional;

/**
 * How a worker speaks TLS to the service: contents of PEM files, never their paths.
 *
 * @param ca the certificates that sign the server's; empty for those that the system trusts
 * @param certificate the client's certificate; empty without mutual TLS
 * @param privateKey the client's key; exists if and only if the certificate does
 * @param serverName the name that the server's certificate must have; empty for the address's
 */
public record TlsFiles(
    Optional<String> ca,
    Optional<String> certificate,
    Optional<String> privateKey,
    Optional<String> serverName) {

  /** Leaves out the key. */
  @Override
  public String toString() {
    return "TLS" + (certificate.isPresent() ? " with a client certificate" : "");
  }
}
