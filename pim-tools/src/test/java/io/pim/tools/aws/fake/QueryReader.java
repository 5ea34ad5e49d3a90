package io.pim.tools.aws.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the form of an EC2 request by the shape of its input, and refuses everything else. */
final class QueryReader {
  private final ServiceModel model;

  QueryReader(ServiceModel model) {
    this.model = model;
  }

  /** The fields of a form; refuses a name that occurs twice. */
  static Map<String, String> form(String body) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String pair : body.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
      if (fields.put(name, equals < 0 ? "" : decoded(pair.substring(equals + 1))) != null) {
        throw Refusal.invalid("The parameter " + name + " is there twice");
      }
    }
    return fields;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  Params read(JsonNode operation, Map<String, String> form) {
    Map<String, Object> tree = new LinkedHashMap<>();
    form.forEach(
        (name, value) -> {
          if (!name.equals("Action") && !name.equals("Version")) {
            put(tree, name, value);
          }
        });
    return new Params(structure(model.shape(operation.required("input")), tree, ""));
  }

  @SuppressWarnings("unchecked")
  private static void put(Map<String, Object> tree, String name, String value) {
    Map<String, Object> at = tree;
    String[] parts = name.split("\\.", -1);
    for (int i = 0; i < parts.length - 1; i++) {
      Object next = at.computeIfAbsent(parts[i], key -> new LinkedHashMap<String, Object>());
      if (!(next instanceof Map)) {
        throw unknown(name);
      }
      at = (Map<String, Object>) next;
    }
    at.put(parts[parts.length - 1], value);
  }

  private Map<String, Object> structure(JsonNode shape, Map<String, Object> tree, String path) {
    Map<String, Object> found = new LinkedHashMap<>();
    tree.forEach(
        (key, value) -> {
          Map.Entry<String, JsonNode> member =
              member(shape, key).orElseThrow(() -> unknown(path + key));
          found.put(member.getKey(), value(member.getValue(), value, path + key));
        });
    for (JsonNode needed : shape.path("required")) {
      if (!found.containsKey(needed.textValue())) {
        throw new Refusal(
            400,
            "MissingParameter",
            "The request must contain the parameter " + path + needed.textValue());
      }
    }
    return found;
  }

  private static Optional<Map.Entry<String, JsonNode>> member(JsonNode shape, String key) {
    return shape.required("members").properties().stream()
        .filter(its -> nameInQuery(its).equals(key))
        .findFirst();
  }

  private static String nameInQuery(Map.Entry<String, JsonNode> member) {
    if (member.getValue().has("queryName")) {
      return member.getValue().get("queryName").textValue();
    }
    String name = member.getValue().path("locationName").asText(member.getKey());
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  @SuppressWarnings("unchecked")
  private Object value(JsonNode reference, Object value, String path) {
    JsonNode shape = model.shape(reference);
    String type = shape.required("type").textValue();
    if (type.equals("structure") && value instanceof Map) {
      return structure(shape, (Map<String, Object>) value, path + ".");
    }
    if (type.equals("list") && value instanceof Map) {
      return list(shape, (Map<String, Object>) value, path);
    }
    if (!(value instanceof String text)) {
      throw unknown(path);
    }
    LeafCheck.problem(shape, text)
        .ifPresent(
            problem -> {
              throw Refusal.invalid(
                  "Value (" + text + ") for parameter " + path + " is invalid: it " + problem);
            });
    return text;
  }

  private List<Object> list(JsonNode shape, Map<String, Object> tree, String path) {
    List<Object> found = new ArrayList<>();
    for (int i = 1; i <= tree.size(); i++) {
      Object item = tree.get(Integer.toString(i));
      if (item == null) {
        throw unknown(path + "." + tree.keySet());
      }
      found.add(value(shape.required("member"), item, path + "." + i));
    }
    return found;
  }

  private static Refusal unknown(String name) {
    return new Refusal(400, "UnknownParameter", "The parameter " + name + " is not recognized");
  }
}
