package io.pim.tools.oci;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.json.Json;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An answer with a small body. Nothing in it is trusted. */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record RegistryAnswer(URI uri, int status, HttpHeaders headers, byte[] body) {
  private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-(\\d{1,18})");
  private static final int LONGEST_LOCATION = 16 << 10;
  private static final int LONGEST_MESSAGE = 500;

  boolean isGood() {
    return status >= 200 && status < 300;
  }

  boolean is(int... statuses) {
    for (int one : statuses) {
      if (one == status) {
        return true;
      }
    }
    return false;
  }

  Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  /** The absolute URI of the header {@code Location}. */
  Optional<URI> location() {
    try {
      return header("Location")
          .filter(text -> text.length() <= LONGEST_LOCATION)
          .map(text -> uri.resolve(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The number of bytes of an upload that the registry has; empty if it does not report it. */
  OptionalLong received() {
    Matcher range = RANGE.matcher(header("Range").orElse(""));
    if (!range.matches()) {
      return OptionalLong.empty();
    }
    // "0-0" means nothing or one byte; nothing is the safe reading.
    long last = Long.parseLong(range.group(1));
    return OptionalLong.of(last == 0 ? 0 : last + 1);
  }

  /** The body; an empty node if it is not JSON. */
  JsonNode json() {
    try {
      return Json.mapper().readTree(new String(body, StandardCharsets.UTF_8));
    } catch (JacksonException e) {
      return Json.mapper().missingNode();
    }
  }

  /** Whether one of the registry's error codes is among these. */
  boolean hasCode(String code) {
    for (JsonNode error : errors()) {
      if (error.path("code").asText().equals(code)) {
        return true;
      }
    }
    return false;
  }

  /** What the registry says about an error, on one line. */
  String message() {
    StringBuilder text = new StringBuilder("HTTP status " + status);
    for (JsonNode error : errors()) {
      text.append("; ").append(error.path("code").asText());
      text.append(": ").append(error.path("message").asText());
      if (!error.path("detail").isMissingNode()) {
        text.append(' ').append(error.path("detail"));
      }
    }
    String line = text.toString().replaceAll("\\p{C}", "?");
    return line.substring(0, Math.min(line.length(), LONGEST_MESSAGE));
  }

  private JsonNode errors() {
    return json().path("errors");
  }
}
