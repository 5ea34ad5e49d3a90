package io.pim.tools.proxmox.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The contract's rule for one parameter. */
record ParameterRule(String name, JsonNode rule) {
  private static final Pattern INTEGER = Pattern.compile("[+-]?\\d+");
  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");

  boolean isOptional() {
    return rule.path("optional").asBoolean(false);
  }

  Optional<String> requires() {
    return text("requires");
  }

  boolean isKnownTo(Release release) {
    return text("since").filter(since -> release.isBefore(since)).isEmpty();
  }

  /** The error of a value, in the API's words. */
  Optional<String> complaint(String value, Release release) {
    Optional<String> type = typeComplaint(value);
    if (type.isPresent()) {
      return type;
    }
    if (rule.has("minimum") && Long.parseLong(value) < rule.get("minimum").asLong()) {
      return Optional.of("value must have a minimum value of " + rule.get("minimum").asText());
    }
    if (rule.has("maximum") && Long.parseLong(value) > rule.get("maximum").asLong()) {
      return Optional.of("value must have a maximum value of " + rule.get("maximum").asText());
    }
    if (rule.has("maxLength") && value.length() > rule.get("maxLength").asInt()) {
      return Optional.of(
          "value may only be " + rule.get("maxLength").asText() + " characters long");
    }
    if (rule.path("enum").isArray() && !allowed(release).contains(value)) {
      return Optional.of(
          "value '"
              + value
              + "' does not have a value in the enumeration '"
              + String.join(", ", allowed(release))
              + "'");
    }
    if (rule.has("pattern") && !rule.has("syntax") && !matches(value)) {
      return Optional.of("value does not match the regex pattern");
    }
    return text("format").flatMap(format -> Formats.complaint(format, value));
  }

  private Optional<String> typeComplaint(String value) {
    String type = rule.path("type").asText();
    boolean wrong =
        switch (type) {
          case "integer" -> !INTEGER.matcher(value).matches();
          case "number" -> !NUMBER.matcher(value).matches();
          case "boolean" -> !value.equals("0") && !value.equals("1");
          default -> false;
        };
    return wrong
        ? Optional.of("type check ('" + type + "') failed - got '" + value + "'")
        : Optional.empty();
  }

  private boolean matches(String value) {
    return Pattern.compile(rule.get("pattern").asText()).matcher(value).matches();
  }

  /** Before 8.3, no storage had contents of the kind import. */
  private List<String> allowed(Release release) {
    List<String> all = new ArrayList<>();
    rule.get("enum").forEach(value -> all.add(value.asText()));
    if (release.isBefore("8.3")) {
      all.remove("import");
    }
    return all;
  }

  private Optional<String> text(String field) {
    return Optional.ofNullable(rule.path(field).asText(null));
  }
}
