package io.pim.tools.proxmox;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The parameters of a call, in the order in which they were added. */
public final class Parameters {
  private final Map<String, String> values = new LinkedHashMap<>();

  public Parameters with(String name, Object value) {
    values.put(name, value.toString());
    return this;
  }

  public Parameters with(String name, Optional<?> value) {
    value.ifPresent(given -> values.put(name, given.toString()));
    return this;
  }

  /** A form takes 1 and 0; Proxmox refuses "true". */
  public Parameters with(String name, boolean value) {
    return with(name, value ? "1" : "0");
  }

  String encoded() {
    return values.entrySet().stream()
        .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
