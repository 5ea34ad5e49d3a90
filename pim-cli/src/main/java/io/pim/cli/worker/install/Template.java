package io.pim.cli.worker.install;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** A file of the folder {@code deploy} of PIM's sources, with placeholders such as @HOME@. */
record Template(String text) {
  /** Reads a resource of this package. */
  static Template named(String name) {
    try (InputStream in = Objects.requireNonNull(Template.class.getResourceAsStream(name), name)) {
      return new Template(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text with values in place of the placeholders; a line that becomes empty is dropped. */
  String with(Map<String, String> values) {
    return text.lines().map(line -> filled(line, values)).collect(Collectors.joining());
  }

  private static String filled(String line, Map<String, String> values) {
    String result = line;
    for (Map.Entry<String, String> value : values.entrySet()) {
      result = result.replace("@" + value.getKey() + "@", value.getValue());
    }
    return result.isEmpty() && !line.isEmpty() ? "" : result + "\n";
  }
}
