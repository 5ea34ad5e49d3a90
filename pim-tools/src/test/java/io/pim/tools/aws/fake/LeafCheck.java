package io.pim.tools.aws.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Checks a text against the shape of a single value. */
final class LeafCheck {
  private LeafCheck() {}

  /** The error of a value; empty if there is none. */
  static Optional<String> problem(JsonNode shape, String value) {
    return switch (shape.required("type").textValue()) {
      case "boolean" ->
          value.equals("true") || value.equals("false")
              ? Optional.empty()
              : Optional.of("is not a boolean");
      case "integer", "long" -> number(shape, value);
      case "string" -> text(shape, value);
      default -> Optional.empty();
    };
  }

  private static Optional<String> number(JsonNode shape, String value) {
    if (!value.matches("-?\\d{1,18}")) {
      return Optional.of("is not a number");
    }
    BigInteger number = new BigInteger(value);
    if (shape.has("min") && number.compareTo(shape.get("min").bigIntegerValue()) < 0) {
      return Optional.of("is less than " + shape.get("min"));
    }
    return shape.has("max") && number.compareTo(shape.get("max").bigIntegerValue()) > 0
        ? Optional.of("is more than " + shape.get("max"))
        : Optional.empty();
  }

  private static Optional<String> text(JsonNode shape, String value) {
    if (shape.has("enum")
        && StreamSupport.stream(shape.get("enum").spliterator(), false)
            .noneMatch(word -> word.textValue().equals(value))) {
      return Optional.of("is none of " + shape.get("enum"));
    }
    if (shape.has("min") && value.length() < shape.get("min").intValue()) {
      return Optional.of("is shorter than " + shape.get("min"));
    }
    if (shape.has("max") && value.length() > shape.get("max").intValue()) {
      return Optional.of("is longer than " + shape.get("max"));
    }
    return shape.has("pattern") && !value.matches(shape.get("pattern").textValue())
        ? Optional.of("does not match " + shape.get("pattern"))
        : Optional.empty();
  }
}
