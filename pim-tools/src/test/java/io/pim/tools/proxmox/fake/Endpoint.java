package io.pim.tools.proxmox.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One method and path of the API. */
record Endpoint(
    String method,
    String path,
    Map<String, ParameterRule> parameters,
    boolean takesVmOptions,
    JsonNode permissions) {

  /** The method and path with its placeholders: the name under which it is served. */
  String name() {
    return method + " " + path;
  }

  /** The values of the placeholders; empty if the path does not match. */
  Optional<Map<String, String>> match(List<String> segments) {
    List<String> wanted = List.of(path.substring(1).split("/", -1));
    boolean takesRest = path.endsWith("/{volume}");
    if (takesRest ? segments.size() < wanted.size() : segments.size() != wanted.size()) {
      return Optional.empty();
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < wanted.size(); i++) {
      String want = wanted.get(i);
      if (want.startsWith("{")) {
        boolean rest = takesRest && i == wanted.size() - 1;
        values.put(
            want.substring(1, want.length() - 1),
            rest ? String.join("/", segments.subList(i, segments.size())) : segments.get(i));
      } else if (!want.equals(segments.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }
}
