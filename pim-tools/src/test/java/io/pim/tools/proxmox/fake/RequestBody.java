package io.pim.tools.proxmox.fake;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.json.Json;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the parameters of a request from its query or body. */
final class RequestBody {
  private RequestBody() {}

  static Map<String, String> form(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String pair : text.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int at = pair.indexOf('=');
      String name = decode(at < 0 ? pair : pair.substring(0, at));
      String value = at < 0 ? "" : decode(pair.substring(at + 1));
      values.merge(name, value, (one, other) -> one + "\0" + other);
    }
    return values;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  static Map<String, String> json(byte[] body) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    JsonNode tree = Json.mapper().readTree(body);
    tree.properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              values.put(
                  field.getKey(),
                  value.isBoolean() ? (value.asBoolean() ? "1" : "0") : value.asText());
            });
    return values;
  }
}
