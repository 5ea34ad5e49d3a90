package io.pim.host.claim;

import java.util.Optional;

/**
 * The Temporal service that builds belong to, and the host that runs them. Only that service knows
 * whether they have ended; the same folders may have been used with another one.
 *
 * @param address the service's address, or a name for PIM's own server, whose port changes
 * @param namespaceId distinguishes services at the same address, as behind a tunnel; empty for
 *     PIM's own and for a service that does not provide it
 * @param host the host's id, because machines that share a home find each other's builds there;
 *     empty in files of an older PIM
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
