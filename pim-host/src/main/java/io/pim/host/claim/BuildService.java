package io.pim.host.claim;

import java.util.Optional;

/**
 * The Temporal service that builds belong to, and the host that runs them. Only it can say whether
 * they have ended: another one, which the same folders were used with before, knows nothing of
 * them.
 *
 * @param address as people name it, or what stands for PIM's own server, whose port changes
 * @param namespaceId what tells a service at this address from another one there, as behind a
 *     tunnel; empty where the service does not say, and of PIM's own
 * @param host the host's id: machines that share a home find each other's builds there; empty where
 *     an older PIM did not say
 */
public record BuildService(
    String address, String namespace, Optional<String> namespaceId, Optional<String> host) {

  @SuppressWarnings("OptionalAssignedToNull") // The fields are missing in the JSON.
  public BuildService {
    namespaceId = namespaceId == null ? Optional.empty() : namespaceId;
    host = host == null ? Optional.empty() : host;
  }

  public BuildService(String address, String namespace) {
    this(address, namespace, Optional.empty(), Optional.empty());
  }

  public BuildService withNamespaceId(Optional<String> id) {
    return new BuildService(address, namespace, id, host);
  }

  public BuildService on(String hostId) {
    return new BuildService(address, namespace, namespaceId, Optional.of(hostId));
  }

  /**
   * Whether a build with the stored service {@code remembered} belongs to this service and host.
   */
  public boolean has(BuildService remembered) {
    return address.equals(remembered.address)
        && namespace.equals(remembered.namespace)
        && fits(namespaceId, remembered.namespaceId)
        && fits(host, remembered.host);
  }

  /** A stored value must be equal now; a value that an older PIM did not store matches anything. */
  private static boolean fits(Optional<String> now, Optional<String> remembered) {
    return remembered.isEmpty() || remembered.equals(now);
  }

  /** For people. */
  @Override
  public String toString() {
    return address
        + ", namespace "
        + namespace
        + namespaceId.map(id -> " (" + id + ")").orElse("")
        + host.map(id -> ", host " + id).orElse("");
  }
}
