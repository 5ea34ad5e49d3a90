package io.pim.cli.worker.invitation;

import io.pim.model.store.StoreAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Everything a host needs to work for a service. Its holder can do everything that a member host
 * can.
 *
 * @param pimVersion the PIM that wrote it
 * @param expires a host refuses it afterwards; the keys in it stay valid
 * @param address the service's HOST:PORT, as other hosts reach it
 * @param namespace the service's namespace
 * @param apiKey empty unless the service wants one
 * @param tls empty for a connection without TLS
 * @param sealKey the 32 bytes of seal.key, in Base64
 * @param store the settings of the shared store, as in pim.yml
 * @param storeAccess the authorities and the login of the store's registry
 */
public record Invitation(
    String pimVersion,
    Instant expires,
    String address,
    String namespace,
    Optional<String> apiKey,
    Optional<TlsFiles> tls,
    String sealKey,
    Map<String, Object> store,
    StoreAccess storeAccess) {
  public Invitation {
    store = new LinkedHashMap<>(store);
  }

  /** The registry of the store; empty without a store. */
  public Optional<String> registry() {
    return Optional.ofNullable(store.get("url"))
        .map(url -> StoreAddress.of(url.toString(), false, Optional.empty()).registry());
  }

  /** Leaves out every secret. */
  @Override
  public String toString() {
    return "invitation to " + address + ", namespace " + namespace;
  }
}
