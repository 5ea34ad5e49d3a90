package io.pim.tools.oci;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A request that may be sent more than once.
 *
 * @param body makes a new body, read from its beginning
 * @param limit for the whole request, its body included
 */
record RegistryRequest(
    String method,
    URI uri,
    Map<String, String> headers,
    Supplier<BodyPublisher> body,
    Duration limit) {
  private static final Duration USUAL_LIMIT = Duration.ofMinutes(2);

  static RegistryRequest of(String method, URI uri) {
    return new RegistryRequest(method, uri, Map.of(), BodyPublishers::noBody, USUAL_LIMIT);
  }

  RegistryRequest with(String header, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(header, value);
    return new RegistryRequest(method, uri, all, body, limit);
  }

  RegistryRequest sending(String type, Supplier<BodyPublisher> content, Duration time) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("Content-Type", type);
    return new RegistryRequest(method, uri, all, content, time);
  }

  RegistryRequest at(URI other) {
    return new RegistryRequest(method, other, headers, body, limit);
  }

  boolean changesNothing() {
    return method.equals("GET") || method.equals("HEAD");
  }
}
