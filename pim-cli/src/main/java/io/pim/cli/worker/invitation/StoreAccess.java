package io.pim.cli.worker.invitation;

import io.pim.tools.oci.RegistryLogin;
import java.util.Optional;

/**
 * What a host needs for the registry of the shared store, apart from its settings.
 *
 * @param ca PEM; the authorities that signed the registry's certificate; empty for those that the
 *     system trusts
 * @param login empty for a registry that needs none, or when each host has its own
 */
public record StoreAccess(Optional<String> ca, Optional<RegistryLogin> login) {
  /** A registry that everybody can use. */
  public static final StoreAccess NONE = new StoreAccess(Optional.empty(), Optional.empty());
}
