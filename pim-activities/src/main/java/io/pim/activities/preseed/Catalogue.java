package io.pim.activities.preseed;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is given out under which path, and nothing else. */
final class Catalogue {
  private static final String MASK = "[secret]";
  private static final int LONGEST_SHOWN = 200;

  private final String secret;
  private volatile Map<String, Resource> resources = Map.of();

  Catalogue(String secret) {
    this.secret = secret;
  }

  void replace(List<Resource> all) {
    resources = all.stream().collect(Collectors.toMap(Resource::name, Function.identity()));
  }

  /** What a request for this target gets; a query, as some clients add, counts for nothing. */
  Optional<Resource> find(RequestHead head) {
    if (!head.method().equals("GET") && !head.method().equals("HEAD")) {
      return Optional.empty();
    }
    String path = head.target().split("[?#]", 2)[0];
    int slash = path.indexOf('/', 1);
    if (!path.startsWith("/") || slash < 0) {
      return Optional.empty();
    }
    boolean known = equalInConstantTime(path.substring(1, slash), secret);
    Resource resource = resources.get(path.substring(slash + 1));
    return known ? Optional.ofNullable(resource) : Optional.empty();
  }

  /** How long it takes must not tell how much of the secret was right. */
  private static boolean equalInConstantTime(String given, String expected) {
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
  }

  /** A request's target as it may be logged. */
  String shown(String target) {
    String masked = target.replace(secret, MASK);
    return masked
        .substring(0, Math.min(masked.length(), LONGEST_SHOWN))
        .replaceAll("[^\\x21-\\x7e]", "?");
  }
}
