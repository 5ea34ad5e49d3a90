package io.pim.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.pim.model.json.Json;
import java.io.PrintWriter;
import java.io.UncheckedIOException;

/**
 * Prints records as JSON for programs: names in camelCase, times as ISO 8601 in UTC, sizes in
 * bytes. Everything but ASCII is escaped, so that text from outside cannot reach a terminal raw.
 */
public final class JsonOutput {
  private JsonOutput() {}

  /** Prints one value, indented. */
  public static void print(PrintWriter out, Object value) {
    try {
      out.println(
          Json.mapper()
              .writerWithDefaultPrettyPrinter()
              .with(JsonWriteFeature.ESCAPE_NON_ASCII)
              .writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
