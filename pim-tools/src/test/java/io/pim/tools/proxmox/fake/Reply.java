package io.pim.tools.proxmox.fake;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pim.model.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** An HTTP answer. Errors, and answers to uploads, close the connection. */
record Reply(int status, String reason, Optional<String> body, boolean isJson, boolean closes) {
  static Reply data(Object data) {
    return data(data, Map.of());
  }

  static Reply data(Object data, Map<String, ?> beside) {
    Map<String, Object> body = new LinkedHashMap<>(beside);
    body.put("data", data);
    return new Reply(200, "OK", Optional.of(json(body)), true, false);
  }

  static Reply error(int status, String text) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("data", null);
    body.put("message", text + "\n");
    return new Reply(status, firstLine(text), Optional.of(json(body)), true, true);
  }

  static Reply invalid(Map<String, String> errors) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("data", null);
    body.put("errors", errors);
    body.put("message", "Parameter verification failed.\n");
    return new Reply(400, "Parameter verification failed.", Optional.of(json(body)), true, true);
  }

  static Reply plain(int status, String text) {
    return new Reply(status, firstLine(text), Optional.of(text), false, true);
  }

  static Reply bare(int status, String reason) {
    return new Reply(status, reason, Optional.empty(), false, true);
  }

  Reply closing() {
    return new Reply(status, reason, body, isJson, true);
  }

  /** An answer of a release before 8.4: the text of an error is only in the reason phrase. */
  Reply withoutMessage() {
    return status < 500 || !isJson
        ? this
        : new Reply(status, reason, Optional.of("{\"data\":null}"), true, closes);
  }

  byte[] bytes() {
    return body.orElse("").getBytes(StandardCharsets.UTF_8);
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static String json(Object value) {
    try {
      return Json.mapper().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
