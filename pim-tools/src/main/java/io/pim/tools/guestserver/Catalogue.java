package io.pim.tools.guestserver;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Maps paths to resources. Nothing else is served. */
final class Catalogue {
  private static final int LONGEST_SHOWN = 200;

  private final Entrance entrance;
  private volatile Map<String, Resource> resources = Map.of();

  Catalogue(Entrance entrance) {
    this.entrance = entrance;
  }

  void replace(List<Resource> all) {
    resources = all.stream().collect(Collectors.toMap(Resource::name, Function.identity()));
  }

  /** The resource for this request; a query part, as some clients add, is ignored. */
  Optional<Resource> find(RequestHead head) {
    if (!head.method().equals("GET") && !head.method().equals("HEAD")) {
      return Optional.empty();
    }
    return name(head).map(resources::get);
  }

  /** Whether a request is under the server's own path, found or not. */
  boolean isInside(RequestHead head) {
    return name(head).isPresent();
  }

  private Optional<String> name(RequestHead head) {
    return entrance.nameAt(head.target().split("[?#]", 2)[0]);
  }

  /** A request's target in the form that may be logged. */
  String shown(String target) {
    String masked = entrance.masked(target);
    return masked
        .substring(0, Math.min(masked.length(), LONGEST_SHOWN))
        .replaceAll("[^\\x21-\\x7e]", "?");
  }
}
