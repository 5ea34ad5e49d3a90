package io.pim.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import io.pim.model.json.Json;
import java.io.PrintWriter;
import java.io.UncheckedIOException;

/**
 * Prints records as JSON for programs: names in camelCase, times as ISO 8601 in UTC, sizes in
 * bytes, and words of a fixed set, such as states, in lower case. Everything except ASCII is
 * escaped, so that text from outside cannot control a terminal.
 */
public final class JsonOutput {
  /** A separate mapper, because Jackson remembers the first configuration of each type. */
  private static final ObjectMapper MAPPER =
      Json.mapper().copy().configure(EnumFeature.WRITE_ENUMS_TO_LOWERCASE, true);

  private JsonOutput() {}

  /** Prints one value, indented. */
  public static void print(PrintWriter out, Object value) {
    try {
      out.println(
          MAPPER
              .writerWithDefaultPrettyPrinter()
              .with(JsonWriteFeature.ESCAPE_NON_ASCII)
              .writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
