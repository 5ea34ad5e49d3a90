package io.pim.tools.aws.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the JSON body of a request by its shape, and refuses everything else. */
final class JsonReader {
  private final ServiceModel model;

  JsonReader(ServiceModel model) {
    this.model = model;
  }

  Map<String, Object> read(JsonNode reference, JsonNode body) {
    JsonNode shape = model.shape(reference);
    Map<String, Object> found = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : body.properties()) {
      JsonNode member = shape.required("members").get(field.getKey());
      if (member == null) {
        throw invalid("there is no member " + field.getKey());
      }
      found.put(field.getKey(), value(member, field.getValue(), field.getKey()));
    }
    for (JsonNode needed : shape.path("required")) {
      if (!found.containsKey(needed.textValue())) {
        throw invalid("the member " + needed.textValue() + " is missing");
      }
    }
    return found;
  }

  private Object value(JsonNode reference, JsonNode value, String path) {
    JsonNode shape = model.shape(reference);
    String type = shape.required("type").textValue();
    if (type.equals("structure")) {
      return read(reference, value);
    }
    if (type.equals("list")) {
      List<Object> items = new ArrayList<>();
      value.forEach(item -> items.add(value(shape.required("member"), item, path)));
      return items;
    }
    boolean typed =
        switch (type) {
          case "string" -> value.isTextual();
          case "boolean" -> value.isBoolean();
          default -> value.isIntegralNumber();
        };
    if (!typed) {
      throw invalid(path + " is no " + type);
    }
    LeafCheck.problem(shape, value.asText())
        .ifPresent(
            problem -> {
              throw invalid(path + " " + problem);
            });
    return value.asText();
  }

  private static Refusal invalid(String message) {
    return new Refusal(400, "ValidationException", message, "INVALID_PARAMETER_VALUE");
  }
}
